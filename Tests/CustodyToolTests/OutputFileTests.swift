import Foundation
import Testing

@testable import custodyctl

@Suite("A file for a result")
struct OutputFileTests {
    /// A place that holds nothing yet.
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = try Scratch.directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory.appending(path: "result").path)
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test("has its name only once something stands in it, so that what a killed run left is in nobody's way")
    func draft() throws {
        try inDirectory { path in
            let killed = try OutputFile(creating: path, for: "the result")
            #expect(!OutputFile.exists(path))
            let retry = try OutputFile(creating: path, for: "the result")
            try retry.finish(Array("done".utf8))
            #expect(try text(path) == "done")
            // Whose name was taken meanwhile writes over nothing.
            #expect(throws: ToolError.self) { try killed.finish(Array("late".utf8)) }
            #expect(try text(path) == "done")
        }
    }

    @Test("a name that is taken is refused at once, also by a link that leads nowhere")
    func taken() throws {
        try inDirectory { path in
            try Data("other".utf8).write(to: URL(filePath: path))
            #expect(throws: ToolError.self) { try OutputFile(creating: path, for: "the result") }
            #expect(try text(path) == "other")
            let link = path + ".link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path + ".nowhere")
            #expect(throws: ToolError.self) { try OutputFile(creating: link, for: "the result") }
            #expect(throws: ToolError.self) { try OutputFile(creating: "", for: "the result") }
        }
    }

    @Test("a hyphen is no name of one: it stands for no output")
    func hyphen() throws {
        let error = try #require(throws: ToolError.self) { try OutputFile(creating: "-", for: "the result") }
        #expect(error.code == "usage" && error.message.contains("./-"))
    }

    @Test("of several of one result all are left or none, whichever name was taken meanwhile", arguments: [0, 1])
    func together(_ taken: Int) throws {
        try inDirectory { path in
            let paths = [path, path + ".proof"]
            let files = try paths.map { try OutputFile(creating: $0, for: "the result") }
            try Data("other".utf8).write(to: URL(filePath: paths[taken]))
            let results = files.map { (file: $0, bytes: Array("whole".utf8)) }
            #expect(throws: ToolError.self) { try OutputFile.finishAll(results) }
            let directory = URL(filePath: path).deletingLastPathComponent()
            let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(try left.count == 1 && text(paths[taken]) == "other", "\(left)")
            try FileManager.default.removeItem(atPath: paths[taken])
            try OutputFile.finishAll(
                try paths.map { (file: try OutputFile(creating: $0, for: "the result"), bytes: Array("whole".utf8)) })
            for path in paths { #expect(try text(path) == "whole") }
        }
    }

    private struct Refused: Error {}

    @Test("what puts a content on record finds it whole, and the file has its name afterwards; of a failure nothing is left")
    func recorded() async throws {
        let directory = try Scratch.directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "result").path
        func left() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
        let whole = Array("whole".utf8)

        await #expect(throws: Refused.self) {
            try await OutputFile(creating: path, for: "the result").finish(whole) { throw Refused() }
        }
        #expect(try left().isEmpty)

        var isRecorded = false
        let file = try OutputFile(creating: path, for: "the result")
        try await file.finish(whole) {
            let names = try left()
            #expect(names.count == 1 && names.allSatisfy { $0.hasSuffix(".new") }, "\(names)")
            for name in names { #expect(try text(directory.appending(path: name).path) == "whole") }
            isRecorded = true
        }
        file.discardIfEmpty()
        #expect(isRecorded)
        #expect(try left() == ["result"] && text(path) == "whole")

        // The name was free when the act began.
        let late = path + ".late"
        let error = await #expect(throws: ToolError.self) {
            try await OutputFile(creating: late, for: "the result").finish(whole) {
                try Data("other".utf8).write(to: URL(filePath: late))
            }
        }
        #expect(error?.code == "fileExists")
        #expect(try left() == ["result", "result.late"] && text(late) == "other")
    }

    @Test("a signing key whose public half a killed run did not write gets that, and is not made anew")
    func half() throws {
        try inDirectory { path in
            let (key, isNew) = try SigningKeyFile.create(at: path)
            #expect(isNew)
            #expect(try SigningKeyFile.publicKey(at: path + ".pub") == key)
            #expect(throws: ToolError.self) { try SigningKeyFile.create(at: path) }
            try FileManager.default.removeItem(atPath: path + ".pub")
            let again = try SigningKeyFile.create(at: path)
            #expect(!again.isNew && again.publicKey == key)
            #expect(try SigningKeyFile.publicKey(at: path + ".pub") == key)
            // What is no key of ours stays as it is.
            let other = path + ".other"
            try Data("other".utf8).write(to: URL(filePath: other))
            #expect(throws: ToolError.self) { try SigningKeyFile.create(at: other) }
            #expect(try text(other) == "other" && !OutputFile.exists(other + ".pub"))
        }
    }

    @Test("nothing is left of one that was given up, and all of one that was written to piece by piece")
    func givenUp() throws {
        try inDirectory { path in
            let directory = URL(filePath: path).deletingLastPathComponent().path
            do {
                let file = try OutputFile(creating: path, for: "the result")
                file.discardIfEmpty()
                _ = try OutputFile(creating: path, for: "the result")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
            let file = try OutputFile(creating: path, for: "the result")
            try file.append(Array("one ".utf8))
            try file.append(Array("two".utf8))
            file.discardIfEmpty()
            try OutputFile(creating: path + ".empty", for: "the result").finish([])
            #expect(try text(path) == "one two")
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["result", "result.empty"])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }
}
