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

        init(awareHours hours: Int64 = 2) async throws {
            struct Named: Decodable { var incident: String }
            bench = try await Workbench.ready()
            let opened = try await bench.tool("incident", "open", bench.store, "--title", "t", "--as", "officer-1", "--json")
            try #require(opened.status == 0, "\(opened.all)")
            incident = try JSONDecoder().decode(Named.self, from: Data(opened.output.utf8)).incident
            let aware = try await bench.tool(
                "incident", "aware", bench.store, "--incident", incident, "--at", Desk.hoursAgo(hours), "--reason", "r", "--as",
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

        /// What stands where the notice is to be, how many are on record, and what happened to the incident once we were aware.
        func left() async throws -> (files: [String], sent: Int, steps: [String]) {
            struct Shown: Decodable {
                struct Event: Decodable { var kind: String }
                var noticesSent: Int
                var timeline: [Event]
            }
            let shown = try await bench.tool("incident", "show", bench.store, "--incident", incident, "--json")
            try #require(shown.status == 0, "\(shown.all)")
            let names = try FileManager.default.contentsOfDirectory(atPath: bench.place.path)
            let record = try JSONDecoder().decode(Shown.self, from: Data(shown.output.utf8))
            let kinds = record.timeline.map(\.kind)
            try #require(kinds.prefix(2) == ["opened", "aware"])
            return (names.filter { $0.hasPrefix("notice.txt") }, record.noticesSent, Array(kinds.dropFirst(2)))
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
        let sending = desk.sending()
        let run = try await Strace.tool(sending + ["--key-file", desk.bench.key], strikingNames: "signal=KILL:when=1")
        try #require(run.wasSignalled, "\(run.all)")
        let left = try await desk.left()
        #expect(left.sent == 1)
        let draft = try #require(left.files.first)
        #expect(left.files.count == 1 && draft.hasSuffix(".new"), "\(left)")
        let text = try String(contentsOfFile: desk.bench.place.path + "/" + draft, encoding: .utf8)
        #expect(text.contains(Self.content))

        // The same command writes the file, and finds both steps on record.
        expect(try await desk.bench.tool(sending), 0, "recorded as sent")
        let after = try await desk.left()
        #expect(after.files.contains("notice.txt") && after.steps == ["sent", "submitted"], "\(after)")
        try await desk.bench.requireUnharmed()
    }

    @Test("names the duty that could not be recorded as met, and the same command goes on from there, once", .needsStrace)
    func dutyNotRecorded() async throws {
        let desk = try await Desk()
        let (bench, sending) = (desk.bench, desk.sending())
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.store + "/wal")
        let newest = try #require(names.filter { $0.hasSuffix(".log") }.max())
        let journal = bench.store + "/wal/" + newest
        let before = bench.place.path + "/before"
        try FileManager.default.copyItem(atPath: bench.store, toPath: before)

        // The disk is full from some write of the journal on: first from the one at opening, and at last behind the notice.
        var full: Tool.Run?
        for number in 1...12 {
            let run = try await Strace.tool(
                sending + ["--key-file", bench.key], striking: "pwrite64", at: journal, "error=ENOSPC:when=\(number)+")
            expect(run, 2, "ENOSPC")
            if run.errors.contains("on record") {
                full = run
                break
            }
            let left = try await desk.left()
            #expect(left.files.isEmpty && left.sent == 0 && left.steps.isEmpty, "\(number): \(left)")
            try FileManager.default.removeItem(atPath: bench.store)
            try FileManager.default.copyItem(atPath: before, toPath: bench.store)
        }
        let cut = try #require(full)
        expect(cut, 2, "notRecorded", "is on record as sent at", "not yet as met, which the same command again does")
        let left = try await desk.left()
        #expect(left.files.isEmpty && left.sent == 1 && left.steps == ["sent"], "\(left)")

        for _ in 1...2 {
            expect(try await bench.tool(sending), 0, "recorded as sent")
            let after = try await desk.left()
            #expect(after.files == ["notice.txt"] && after.sent == 1, "\(after)")
            #expect(after.steps == ["sent", "submitted"])
            #expect(try String(contentsOfFile: desk.file, encoding: .utf8).contains(Self.content))
            try FileManager.default.removeItem(atPath: desk.file)
        }
        // What differs in a word is another notice, and more that was submitted.
        expect(try await bench.tool(sending.map { $0 == "authority" ? "another authority" : $0 }), 0, "recorded as sent")
        #expect(try await desk.left().steps == ["sent", "submitted", "sent", "submitted"])
        try await bench.requireUnharmed()
    }

    @Test("and is late for a duty that was found not to be owed says why before anything is recorded")
    func notOwed() async throws {
        let desk = try await Desk(awareHours: 100)
        let bench = desk.bench
        func act(_ verb: String, _ more: String...) async throws -> Tool.Run {
            try await bench.tool(["incident", verb, bench.store, "--incident", desk.incident, "--as", "officer-1"] + more)
        }
        expect(try await act("assess", "--risk", "unlikely", "--reason", "r"), 0, "decided: unlikely")
        expect(try await act("settle", "--duty", "eu-gdpr.33(1)", "--not-required", "--reason", "r"), 0, "notRequired")
        let settled = ["assessed", "notRequired"]

        expect(try await bench.tool(desk.sending()), 2, "lacks", "reasonsForDelay")
        let left = try await desk.left()
        #expect(left.files.isEmpty && left.sent == 0 && left.steps == settled, "\(left)")

        _ = try bench.write(
            "texts.json",
            #"{"nature": "\#(Self.content)", "contact": "dpo@example.org", "reasonsForDelay": "The risk was misjudged."}"#)
        expect(try await bench.tool(desk.sending()), 0, "recorded as sent")
        let told = try await desk.left()
        #expect(told.files == ["notice.txt"] && told.sent == 1, "\(told)")
        #expect(told.steps == settled + ["sent", "submitted"])
        expect(try await act("show"), 0, "eu-gdpr.33(1): submittedLate")
        try await bench.requireUnharmed()
    }
}
