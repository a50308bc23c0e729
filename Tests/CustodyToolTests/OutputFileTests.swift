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
