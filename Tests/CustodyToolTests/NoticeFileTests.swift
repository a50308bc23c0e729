import Custody
import Foundation
import Testing

@Suite("The file of a notice that is recorded as sent") struct NoticeFileTests {
    private static let content = "A tape was lost."

    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    /// A store with an incident of which the authority is to be told, and the words that tell of it.
    private struct Desk {
        let bench: Workbench
        let incident: String
        let texts: String

        var file: String { bench.place.path + "/notice.txt" }

        init() async throws {
            struct Named: Decodable { var incident: String }
            bench = try await Workbench.ready()
            let opened = try await bench.tool("incident", "open", bench.store, "--title", "t", "--as", "officer-1", "--json")
            try #require(opened.status == 0, "\(opened.all)")
            incident = try JSONDecoder().decode(Named.self, from: Data(opened.output.utf8)).incident
            let aware = try await bench.tool(
                "incident", "aware", bench.store, "--incident", incident, "--at", Desk.hoursAgo(2), "--reason", "r", "--as",
                "officer-1")
            try #require(aware.status == 0, "\(aware.all)")
            texts = try bench.write("texts.json", #"{"nature": "\#(NoticeFileTests.content)", "contact": "dpo@example.org"}"#)
        }

        static func hoursAgo(_ hours: Int64) -> String {
            SystemClock().now().adding(milliseconds: -hours * 3_600_000).description
        }

        /// The arguments that record the notice as sent, with a file for it.
        func sending(_ more: String..., by principal: String = "officer-1") -> [String] {
            [
                "incident", "notify", bench.store, "--incident", incident, "--duty", "eu-gdpr.33(1)", "--texts", texts,
                "--sent-to", "authority", "--at", Desk.hoursAgo(1), "--output", file, "--as", principal,
            ] + more
        }

        /// What stands where the notice is to be, and how many are on record.
        func left() async throws -> (files: [String], sent: Int) {
            struct Shown: Decodable { var noticesSent: Int }
            let shown = try await bench.tool("incident", "show", bench.store, "--incident", incident, "--json")
            try #require(shown.status == 0, "\(shown.all)")
            let names = try FileManager.default.contentsOfDirectory(atPath: bench.place.path)
            return (
                names.filter { $0.hasPrefix("notice.txt") },
                try JSONDecoder().decode(Shown.self, from: Data(shown.output.utf8)).noticesSent
            )
        }
    }

    @Test("is there with the record of it; and neither is, where the record is refused or the file has no place")
    func together() async throws {
        let desk = try await Desk()
        let bench = desk.bench
        for (arguments, status, word) in [
            (desk.sending("--expecting", "99"), 1, "planChanged"), (desk.sending(by: "support-1"), 1, "denied"),
            (desk.sending("--phase", "final"), 2, "lacks"),
            (desk.sending().map { $0 == desk.file ? bench.store + "/notice.txt" : $0 }, 2, "insideStore"),
            (desk.sending().map { $0 == desk.file ? bench.place.path + "/none/notice.txt" : $0 }, 2, "unwritableFile"),
        ] as [([String], Int32, String)] {
            expect(try await bench.tool(arguments), status, word)
            let left = try await desk.left()
            #expect(left.files.isEmpty && left.sent == 0, "\(word): \(left)")
        }
        try Data("other".utf8).write(to: URL(filePath: desk.file))
        expect(try await bench.tool(desk.sending()), 2, "fileExists")
        #expect(try await desk.left().sent == 0)
        try FileManager.default.removeItem(atPath: desk.file)

        expect(try await bench.tool(desk.sending()), 0, "recorded as sent")
        let left = try await desk.left()
        #expect(left.files == ["notice.txt"] && left.sent == 1, "\(left)")
        #expect(try String(contentsOfFile: desk.file, encoding: .utf8).contains(Self.content))
    }

    @Test("whose name was taken meanwhile is told with what is on record, and the notice is shown", .needsStrace)
    func nameTaken() async throws {
        let desk = try await Desk()
        let run = try await Strace.tool(desk.sending("--key-file", desk.bench.key), strikingNames: "error=EEXIST")
        expect(run, 2, "fileExists", "the notice for 'eu-gdpr.33(1)' is on record as sent at", "do not give --sent-to")
        #expect(run.output.contains(Self.content), "\(run.all)")
        let left = try await desk.left()
        #expect(left.files.isEmpty && left.sent == 1, "\(left)")
        try await desk.bench.requireUnharmed()
    }

    @Test("is whole without its name when the tool is killed once it is on record", .needsStrace)
    func killed() async throws {
        let desk = try await Desk()
        let run = try await Strace.tool(desk.sending("--key-file", desk.bench.key), strikingNames: "signal=KILL:when=1")
        try #require(run.wasSignalled, "\(run.all)")
        let left = try await desk.left()
        #expect(left.sent == 1)
        let draft = try #require(left.files.first)
        #expect(left.files.count == 1 && draft.hasSuffix(".new"), "\(left)")
        let text = try String(contentsOfFile: desk.bench.place.path + "/" + draft, encoding: .utf8)
        #expect(text.contains(Self.content))
        try await desk.bench.requireUnharmed()
    }
}
