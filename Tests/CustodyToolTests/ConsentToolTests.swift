import Custody
import Foundation
import Testing

@Suite("Consent through the tool") struct ConsentToolTests {
    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    /// A store whose marketing may record notices too, with one person.
    private func bench() async throws -> Workbench {
        let bench = try Workbench.empty()
        let policy = try String(contentsOfFile: Workbench.example("policy.json"), encoding: .utf8)
            .replacingOccurrences(
                of: #"{ "allow": ["consent.record"], "purposes": ["directMarketing"] }"#,
                with: #"{ "allow": ["consent.record", "policy.change", "audit.export"] }"#)
        let made = try await bench.tool(bench.making(policy: try bench.write("policy.json", policy)))
        try #require(made.status == 0, "\(made.all)")
        let taken = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(1))))
        try #require(taken.status == 0, "\(taken.all)")
        return bench
    }

    private struct Asking {
        let bench: Workbench
        let notice: String

        func callAsFunction(_ command: String, _ more: String..., subject: String? = nil) async throws -> Tool.Run {
            try await bench.tool(
                ["consent", command, bench.store, "--subject", subject ?? SampleCSV.subject(1)]
                    + (command == "history" ? [] : ["--purpose", "directMarketing"]) + more)
        }

        func answering(_ command: String, _ more: String..., subject: String? = nil) async throws -> Tool.Run {
            try await bench.tool(
                [
                    "consent", command, bench.store, "--subject", subject ?? SampleCSV.subject(1), "--purpose",
                    "directMarketing", "--notice", notice, "--as", "marketing-1",
                ] + more)
        }
    }

    @Test("Asking, answering, ending, taking back, and why somebody stands where they stand")
    func life() async throws {
        let bench = try await bench()
        let ask = Asking(bench: bench, notice: try bench.write("notice.txt", "May we call you?"))
        expect(try await ask.answering("request", "--channel", "web"), 0, "consent requested", "receipt")
        expect(try await ask.answering("renew"), 2, "nothingToRenew")
        expect(
            try await ask.answering("grant", "--until", "2096-01-01", "--method", "oral", "--explicit"), 0, "consent given")
        expect(try await ask("status"), 0, "given since", "explicitly", "until 2096")
        expect(try await ask("explain"), 0, "the newest event that names the purpose decides", "the notice was version 1 in en")
        expect(
            try await bench.tool(
                "consent", "list", bench.store, "--purpose", "directMarketing", "--which", "expiring", "--before", "2097-01-01"),
            0, "1 people")
        expect(try await ask("end", "--how", "revoked", "--as", "marketing-1"), 0, "consent revoked")
        expect(try await ask("invalidate", "--number", "2", "--as", "marketing-1"), 0, "relied on it: 0")
        expect(try await ask("invalidate", "--number", "2", "--as", "marketing-1"), 0, "receipt", "relied on it: 0")
        expect(try await ask("history"), 0, "0 ", "requested", "given", "revoked", "invalidated")
        for command in ["explain", "history"] {
            expect(try await ask(command, "--as", "marketing-1"), 0)
            expect(try await ask(command, "--as", "support-1"), 1, "denied")
        }
        expect(try await ask("withdraw", "--channel", "app"), 0, "consent withdrawn", "to do: stop", "to do: restrict customer")
        expect(try await ask("object"), 0, "objection recorded")
        expect(try await ask("object", "--lift", "--as", "marketing-1"), 1, "refusedByLaw", "absolute")
        expect(try await ask("object", "--take-back"), 0, "taken back")
        expect(try await ask.answering("grant", "--age", "12", "--jurisdiction", "XX"), 2, "no verified law")
        expect(try await ask.answering("grant", "--age", "12", "--jurisdiction", "AT"), 2, "guardianMissing")
        expect(
            try await ask.answering("grant", "--age", "12", "--jurisdiction", "AT", "--on-behalf", "guardian"), 0,
            "consent given")
        try await bench.requireUnharmed(SampleCSV.subject(1))
    }

    @Test("Notices in editions, signals, linking, receipts, and what is handed over")
    func books() async throws {
        let bench = try await bench()
        let (first, second) = (
            try bench.write("first.txt", "May we call?"), try bench.write("second.txt", "May we call, and our partners?")
        )
        func record(_ file: String, _ version: String) async throws -> Tool.Run {
            try await bench.tool(
                "consent", "notice", "record", bench.store, "--notice", file, "--notice-name", "calls", "--notice-version",
                version, "--purpose", "directMarketing", "--as", "marketing-1")
        }
        expect(try await record(first, "1"), 0, "notice recorded")
        let ask = Asking(bench: bench, notice: first)
        expect(try await ask.answering("grant", "--notice-name", "calls"), 0)
        expect(try await record(second, "2"), 0)
        expect(try await ask("explain"), 0, "changed materially", "replaced by")
        expect(
            try await bench.tool("consent", "notice", "list", bench.store), 0, "calls 1 en material", "calls 2 en material")
        let hash = NoticeHash(of: Array("May we call?".utf8)).description
        let text = bench.place.path + "/shown.txt"
        expect(try await bench.tool("consent", "notice", "show", bench.store, hash, text), 0)
        #expect(try String(contentsOfFile: text, encoding: .utf8) == "May we call?")

        expect(try await ask("signal", "--sec-gpc", "true"), 0, "nothing is recorded")
        expect(try await ask("signal", "--sec-gpc", "0", "--sec-gpc", "1"), 0, "opted out by signal")
        expect(try await ask("signal", "--ended"), 0, "the end of the signal")
        expect(try await ask.answering("refuse", "--notice-name", "calls", subject: "device-1"), 0)
        let link = ["consent", "link", bench.store, "--anonymous", "device-1", "--account"]
        expect(try await bench.tool(link + ["new-1", "--as", "support-1"]), 1, "denied")
        expect(try await bench.tool(link + ["new-1", "--as", "marketing-1"]), 0, "2 events")

        let terms = try bench.write(
            "terms.json",
            #"{"controllers":[{"name":"N","contact":"c","address":"a","email":"e","phone":"p"}],"policyURL":"u","service":"s","#
                + #""withdrawal":"w","termination":"t","jurisdiction":"DE","method":"form","storageLocations":["DE"],"#
                + #""thirdParties":[],"isPrimaryPurpose":false}"#)
        for form in ["kantara", "record", "receipt"] {
            let file = bench.place.path + "/\(form).json"
            expect(try await ask("receipt", "--form", form, "--terms", terms, file), 0, "was written")
            #expect(FileManager.default.fileExists(atPath: file + ".tlog-proof"))
        }
        expect(
            try await ask("receipt", "--terms", try bench.write("bad.json", "{}"), bench.place.path + "/x.json"), 2,
            "controllers")

        let (handed, people) = (
            bench.place.path + "/handed.jsonl", try bench.write("people.txt", SampleCSV.subject(1) + "\nnew-1\n")
        )
        let export = ["consent", "export", bench.store, handed, "--subjects", people]
        expect(try await bench.tool(export + ["--as", "support-1"]), 1, "denied")
        #expect(!FileManager.default.fileExists(atPath: handed))
        expect(try await bench.tool(export), 0, "6 events")
        expect(
            try await bench.tool("consent", "import", bench.store, handed, "--as", "marketing-1"), 0, "0 events",
            "6 events were known")
        let bad = try bench.write(
            "bad.jsonl", #"{"type":"event","subject":"x","kind":"yes","purpose":"directMarketing","occurredAt":"2026-01-01"}"#)
        expect(
            try await bench.tool("consent", "import", bench.store, bad, "--as", "marketing-1"), 2, "line 1, kind",
            "no such word")
        try await bench.requireUnharmed()
    }

    @Test("A slip in what is told with an answer is refused, and the store takes its own export for known")
    func slips() async throws {
        let bench = try await bench()
        let ask = Asking(bench: bench, notice: try bench.write("notice.txt", "May we call you?"))
        expect(try await ask.answering("grant", "--on-behalf", "gaurdian"), 2, "legalRepresentative")
        expect(try await ask.answering("grant", "--category", "contact.emial"), 2, "contact.emial")
        expect(try await ask.answering("grant"), 0, "consent given")
        for command in ["request", "grant", "renew"] {
            expect(try await ask.answering(command, "--notice-name", "mk"), 2, "noticeConflict")
        }
        let handed = bench.place.path + "/everybody.jsonl"
        expect(try await bench.tool("consent", "export", bench.store, handed), 0, "2 events")
        expect(
            try await bench.tool("consent", "import", bench.store, handed, "--as", "marketing-1"), 0, "0 events",
            "2 events were known")
        try await bench.requireUnharmed()
    }
}
