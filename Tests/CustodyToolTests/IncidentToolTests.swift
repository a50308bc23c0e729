import Custody
import CustodyLaw
import Foundation
import Testing

@Suite("Incidents through the tool") struct IncidentToolTests {
    /// A store with three people, of whom support saw two, and an officer.
    private func bench() async throws -> Workbench {
        let bench = try await Workbench.ready()
        let run = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(3))))
        try #require(run.status == 0, "\(run.all)")
        for number in [1, 1, 2] { try #require(try await bench.disclose(SampleCSV.subject(number)).status == 0) }
        return bench
    }

    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    /// The name of the incident in an answer in JSON.
    private func name(in run: Tool.Run) throws -> String {
        struct Named: Decodable { var incident: String }
        return try JSONDecoder().decode(Named.self, from: Data(run.output.utf8)).incident
    }

    private func hoursAgo(_ hours: Int64) -> String {
        SystemClock().now().adding(milliseconds: -hours * 3_600_000).description
    }

    @Test("An alert opens a candidate, and the scope has those whom it is about and nobody else")
    func scope() async throws {
        let bench = try await bench()
        let alert = [
            "incident", "alert", bench.store, "--rule", "reads beyond its cases", "--at", hoursAgo(0), "--principal",
            "support-1",
            "--from", hoursAgo(1), "--json",
        ]
        let id = try name(in: try await bench.tool(alert))
        let people = try bench.write("people.txt", (1...4).map(SampleCSV.subject).joined(separator: "\n") + "\n")
        let list = bench.place.path + "/tell.txt"
        let scope = ["incident", "scope", bench.store, "--incident", id, "--among", people, "--output", list, "--as"]
        expect(try await bench.tool(scope + ["support-1"]), 1, "denied")
        #expect(!FileManager.default.fileExists(atPath: list), "who may not leaves no file")
        expect(try await bench.tool(scope + ["officer-1", "--learn"]), 0, "2 people, 3 accesses", "to tell: 2", "receipt")
        #expect(
            try String(contentsOfFile: list, encoding: .utf8) == SampleCSV.subject(1) + "\n" + SampleCSV.subject(2) + "\n")
        expect(try await bench.tool(scope + ["officer-1"]), 2, "exists already")
        expect(
            try await bench.tool("incident", "assess", bench.store, "--incident", id, "--as", "officer-1"), 0,
            "nobody has decided")
        let none = try await bench.tool(
            "incident", "open", bench.store, "--title", "x", "--as", "officer-1", "--json")
        expect(
            try await bench.tool("incident", "scope", bench.store, "--incident", try name(in: none), "--as", "officer-1"), 2,
            "no alert")
        expect(try await bench.tool(Array(alert.prefix(7))), 2, "what the alert is about")
    }

    @Test("What is held back is refused by the next command, listed, and given again once it is released")
    func containing() async throws {
        let bench = try await bench()
        let id = try name(
            in: try await bench.tool(
                "incident", "report", bench.store, "--title", "A screen was left open", "--as", "support-1", "--json"))
        let contain = ["incident", "contain", bench.store, "--incident", id, "--suspend-principal", "support-1"]
        expect(try await bench.tool(contain + ["--reason", "r", "--as", "support-1"]), 1, "denied")
        expect(try await bench.tool(contain + ["--as", "officer-1"]), 2, "--reason")
        expect(try await bench.tool(contain + ["--reason", "r", "--as", "officer-1", "--stop-exports"]), 2, "one measure")
        expect(try await bench.tool("incident", "contain", bench.store), 0, "nothing is held back")
        expect(try await bench.tool(contain + ["--reason", "it goes on", "--as", "officer-1"]), 0, "holds back: 1")
        expect(try await bench.disclose(SampleCSV.subject(1)), 1, "contained")
        expect(try await bench.tool("incident", "contain", bench.store), 0, "suspends a principal (support-1)")
        let release = [
            "incident", "release", bench.store, "--incident", id, "--reason", "over", "--as", "officer-1", "--measure",
        ]
        expect(try await bench.tool(release + ["7"]), 2, "no measure 7")
        expect(try await bench.tool(release + ["0"]), 0)
        expect(try await bench.disclose(SampleCSV.subject(1)), 0)
    }

    @Test("Duties open under the laws that are named, and under none that nobody knows or that is not verified")
    func laws() async throws {
        let bench = try await bench()
        func aware(_ arguments: String...) async throws -> Tool.Run {
            let opened = try await bench.tool("incident", "open", bench.store, "--title", "t", "--as", "officer-1", "--json")
            let command = [
                "incident", "aware", bench.store, "--incident", try name(in: opened), "--as", "officer-1", "--at", hoursAgo(1),
                "--reason", "r",
            ]
            return try await bench.tool(command + arguments)
        }
        let plain = try await aware()
        expect(plain, 0, "eu-gdpr.33(1)")
        #expect(!plain.all.contains("eu-nis2"))
        let both = try await aware("--regime", "eu-gdpr", "--regime", "eu-nis2")
        expect(both, 0, "eu-gdpr.33(1)", "eu-nis2.")
        let other = try await aware("--regime", "eu-nis2")
        expect(other, 0, "eu-nis2.")
        #expect(!other.all.contains("eu-gdpr"))
        expect(try await aware("--regime", "eu-nothing"), 2, "there is no law of that name; there are eu-gdpr")
        let unverified = try #require(LawBook.standard.regimes.first { !$0.isVerified }).id.rawValue
        expect(try await aware("--regime", unverified), 2, "is not verified")
        expect(try await aware("--regime", "eu-gdpr", "--entity", "nobody"), 2, "kind of organisation")
        expect(try await aware("--calendar", "eu-brussels"), 2, "--zone")

        let foreign = try bench.write(
            "foreign.json",
            #"[{"reference": "A", "title": "t", "aware": "2026-02-04T10:00:00Z", "awareReason": "r"}]"#)
        let importing = ["incident", "import", bench.store, foreign, "--as", "officer-1", "--regime"]
        expect(try await bench.tool(importing + ["eu-nothing"]), 2, "there is no law")
        expect(try await bench.tool(importing + ["eu-nis2"]), 0, "1 incidents were added")
        expect(try await bench.tool("incident", "due", bench.store), 0, "eu-nis2.")
    }

    @Test("A notice that is recorded as sent starts what follows it under the laws that are named, and opens nothing else")
    func following() async throws {
        let bench = try await Workbench.ready()
        let id = try name(
            in: try await bench.tool("incident", "open", bench.store, "--title", "t", "--as", "officer-1", "--json"))
        let texts = try bench.write("texts.json", #"{"impact": "none known", "indicators": "none known"}"#)
        func act(_ verb: String, _ law: String, _ more: String...) async throws -> Tool.Run {
            let bound = ["--regime", law, "--zone", "Europe/Berlin"]
            return try await bench.tool(
                ["incident", verb, bench.store, "--incident", id, "--as", "officer-1"] + bound + more)
        }
        func send(_ law: String) async throws -> Tool.Run {
            try await act(
                "notify", law, "--duty", "eu-nis2.notification", "--stage", "notification", "--texts", texts, "--sent-to",
                "the CSIRT", "--at", hoursAgo(1))
        }
        expect(
            try await act("aware", "eu-nis2", "--at", hoursAgo(2), "--reason", "r"), 0, "eu-nis2.notification: due",
            "eu-nis2.final: owed or not")
        expect(try await send("eu-nothing"), 2, "there is no law of that name")
        expect(try await send("eu-nis2"), 0, "recorded as sent")
        let shown = try await bench.tool("incident", "show", bench.store, "--incident", id)
        expect(shown, 0, "eu-nis2.notification: submitted", "eu-nis2.final: due")
        #expect(!shown.all.contains("eu-gdpr"), "\(shown.all)")
    }

    @Test("From awareness to the closed file: what is due, notices in phases, the register, and every guard at once")
    func wholeWay() async throws {
        let bench = try await bench()
        let id = try name(
            in: try await bench.tool(
                "incident", "open", bench.store, "--title", "=Lost, tape", "--detected", hoursAgo(3), "--as", "officer-1",
                "--json"))
        func act(_ verb: String, _ arguments: String...) async throws -> Tool.Run { try await act(verb, arguments) }
        func act(_ verb: String, _ arguments: [String]) async throws -> Tool.Run {
            try await bench.tool(["incident", verb, bench.store, "--incident", id, "--as", "officer-1"] + arguments)
        }
        expect(try await act("aware", "--reason", "r"), 2, "--at")
        expect(
            try await act("aware", "--at", hoursAgo(2), "--reason", "the names were on it"), 0, "eu-gdpr.33(1): due",
            "remaining")
        expect(try await bench.tool("incident", "due", bench.store, "--within", "1"), 0, "nothing is due")
        expect(try await bench.tool("incident", "due", bench.store), 0, "eu-gdpr.33(1)")
        expect(
            try await act("close"), 2, "decide whether it is an incident", "assess whether it is a breach",
            "submit 'eu-gdpr.33(1)'",
            "submit 'eu-gdpr.34(1)'", "submit 'eu-gdpr.33(5)'")
        expect(
            try await act("determine", "--determination", "confirmed", "--reason", "seen", "--expecting", "9"), 1, "planChanged"
        )
        expect(
            try await act("determine", "--determination", "confirmed", "--reason", "seen", "--expecting", "2"), 0, "confirmed")
        let wrong = try bench.write("wrong.json", #"{"confidentiallity": true}"#)
        expect(try await act("assess", "--facts", wrong), 2, "confidentiallity")
        let facts = try bench.write(
            "facts.json",
            #"{"confidentiality": true, "recipients": "unknown", "encryption": "none", "dataKinds": ["contact"], "people": {"least": 3, "most": 3}}"#
        )
        expect(try await act("assess", "--facts", facts), 0, "notify the authority? yes", "nobody has decided")
        expect(try await act("assess", "--risk", "high", "--reason", "strangers have it"), 0, "decided: high")

        let first = try bench.write("first.json", #"{"nature": "A tape was lost.", "contact": "dpo@example.org"}"#)
        let draft = bench.place.path + "/notice.html"
        expect(
            try await act("notify", "--duty", "eu-gdpr.33(1)", "--texts", first, "--format", "html", "--output", draft), 0,
            "missing:",
            "it may be sent")
        #expect(try String(contentsOfFile: draft, encoding: .utf8).contains("<h1>"))
        expect(
            try await act(
                "notify", "--duty", "eu-gdpr.33(1)", "--texts", first, "--sent-to", "authority", "--at", hoursAgo(1),
                "--receipt", "AZ 1"
            ), 0, "recorded as sent")
        let final = ["notify", "--duty", "eu-gdpr.33(1)", "--phase", "final", "--sent-to", "authority", "--at", hoursAgo(0)]
        expect(try await act(final[0], Array(final.dropFirst()) + ["--texts", first]), 2, "lacks", "measures")
        let all = try bench.write(
            "all.json",
            """
            {"nature": "A tape was lost.", "contact": "dpo@example.org", "peopleKinds": "customers", "records": "3",
             "consequences": "unwanted calls", "measures": "tapes are encrypted now"}
            """)
        expect(try await act(final[0], Array(final.dropFirst()) + ["--texts", all]), 0, "recorded as sent")
        expect(
            try await act("notify", "--duty", "eu-gdpr.34(1)", "--texts", all, "--sent-to", "by letter", "--at", hoursAgo(0)),
            0,
            "recorded as sent")
        expect(try await act("describe", "--effects", "none known", "--remedy", "encryption"), 0)
        expect(try await act("settle", "--duty", "eu-gdpr.33(5)", "--at", hoursAgo(0)), 0, "notices sent: 3")
        expect(try await act("close", "--note", "done"), 2, "record a review")
        expect(try await act("review", "--finding", "the tape had no seal", "--cause", "haste"), 0)
        expect(try await act("close", "--note", "done"), 0, "closed")
        expect(try await act("note", "--text", "afterwards"), 0)
        expect(try await act("advance", "--to", "active"), 2, "reopen it")
        expect(try await act("reopen", "--reason", "the tape was found"), 0, "reopened")

        let register = try await bench.tool("incident", "register", bench.store, "--format", "csv", "--as", "officer-1")
        expect(register, 0, "\"'=Lost, tape\"", "encryption", "high")
        expect(try await bench.tool("incident", "register", bench.store, "--as", "support-1"), 1, "denied")
    }

    @Test("What is due leaves no entry, and asks for nobody; when the plan was last tested is read as somebody")
    func due() async throws {
        let bench = try await bench()
        let due = ["incident", "due", bench.store]
        func reads() async throws -> Int {
            try await bench.tool("audit", "log", bench.store, "--action", "read").output.split(separator: "\n").count
        }
        let before = try await reads()
        let plain = try await bench.tool(due)
        expect(plain, 0, "nothing is due")
        #expect(!plain.all.contains("tested"))
        #expect(try await reads() == before)
        expect(try await bench.tool(due + ["--as", "officer-1"]), 2, "--last-drill")
        expect(try await bench.tool(due + ["--within=-1"]), 2, "--within is a number of hours")
        expect(try await bench.tool(due + ["--last-drill"]), 0, "the plan was never tested")
        expect(try await bench.tool(due + ["--last-drill", "--json"]), 0, "\"lastDrill\" : null")
        #expect(try await reads() == before + 2)
        expect(try await bench.tool(due + ["--last-drill", "--as", "support-1"]), 1, "denied")
    }

    @Test("At most fewer than at least is refused, of records and of people, and nothing is recorded")
    func bounds() async throws {
        let bench = try await Workbench.ready()
        let id = try name(
            in: try await bench.tool("incident", "open", bench.store, "--title", "x", "--as", "officer-1", "--json"))
        func act(_ verb: String, _ arguments: String...) async throws -> Tool.Run {
            try await bench.tool(["incident", verb, bench.store, "--incident", id, "--as", "officer-1"] + arguments)
        }
        let turned = try await act("learn", "--records", "5", "--records-at-most", "3")
        expect(turned, 2, "badCount", "--records-at-most")
        expect(try await act("learn", "--records-at-most", "3"), 2, "--records")
        let people = try bench.write("people.json", #"{"people": {"least": 9, "most": 3}}"#)
        expect(try await act("assess", "--facts", people), 2, "malformedDocument", "people: the most is fewer")
        struct Shown: Decodable {
            struct Event: Decodable { var kind: String }
            var timeline: [Event]
        }
        let shown = try await bench.tool("incident", "show", bench.store, "--incident", id, "--json")
        let timeline = try JSONDecoder().decode(Shown.self, from: Data(shown.output.utf8)).timeline
        #expect(timeline.map(\.kind) == ["opened"])
        expect(try await act("learn", "--records", "3", "--records-at-most", "5"), 0)
        let some = try bench.write("some.json", #"{"people": {"least": 3, "most": 9}}"#)
        expect(try await act("assess", "--facts", some), 0)
    }

    @Test("Of a dirty import every fault is named, the good ones are taken, and what is exported is taken in once")
    func books() async throws {
        let bench = try await bench()
        let dirty = try bench.write(
            "dirty.json",
            """
            [{"reference": "a", "title": "Good", "detected": "2026-02-28"},
             {"reference": "b", "title": "Bad", "detected": "2026-02-30", "people": "99999999999", "risk": "middling"}]
            """)
        let take = ["incident", "import", bench.store, "--as", "officer-1"]
        expect(
            try await bench.tool(take + [dirty]), 2, "1 were added", "record 1, detected", "record 1, people", "record 1, risk")
        expect(try await bench.tool(take + [dirty]), 2, "0 were added, 1 were known")
        let misspelt = try bench.write("misspelt.json", #"[{"reference": "c", "title": "t", "detectd": "2026"}]"#)
        expect(try await bench.tool(take + [misspelt]), 2, "detectd")
        let file = bench.place.path + "/out.json"
        expect(try await bench.tool("incident", "export", bench.store, file, "--as", "officer-1"), 0, "1 incidents")
        expect(try await bench.tool(take + [file]), 0, "0 incidents were added, 1 were known")
        let other = try await Workbench.ready(isOwn: true)
        let twice = ["incident", "import", other.store, file, "--as", "officer-1"]
        expect(try await other.tool(twice), 0, "1 incidents were added, 0 were known")
        expect(try await other.tool(twice), 0, "0 incidents were added, 1 were known")
    }
}
