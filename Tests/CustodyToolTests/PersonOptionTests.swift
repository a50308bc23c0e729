import Foundation
import Testing

@Suite("A person who is named to the tool by their token")
struct PersonOptionTests {
    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    /// A store with one person, and the token that a list has them under.
    private func bench() async throws -> (bench: Workbench, token: String) {
        let bench = try await Workbench.ready()
        let taken = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(1))))
        try #require(taken.status == 0, "\(taken.all)")
        let granted = try await bench.tool(
            "consent", "grant", bench.store, "--subject", SampleCSV.subject(1), "--purpose", "directMarketing", "--notice",
            try bench.write("notice.txt", "May we call you?"), "--as", "marketing-1")
        try #require(granted.status == 0, "\(granted.all)")
        let listed = try await bench.tool("consent", "list", bench.store, "--purpose", "directMarketing").output
        return (bench, try #require(listed.split { !$0.isHexDigit }.first { $0.count == 32 }.map(String.init), "\(listed)"))
    }

    @Test("What a list has does in the place of an identifier")
    func named() async throws {
        let (bench, token) = try await bench()
        let person = ["--token", token]
        func run(_ command: String, _ sub: String, _ more: String...) async throws -> Tool.Run {
            try await bench.tool([command, sub, bench.store] + more + person)
        }
        expect(
            try await bench.tool(
                [
                    "disclose", bench.store, "--record", "customer", "--fields", "contact_name", "--purpose", "customerCare",
                    "--as", "support-1",
                ] + person), 0, SampleCSV.name(1))
        expect(try await run("consent", "withdraw", "--purpose", "directMarketing"), 0, "consent withdrawn")
        expect(try await run("consent", "history"), 0, "given", "withdrawn")
        expect(try await run("audit", "log"), 0, "directMarketing")
        let objection = ["request", "receive", bench.store, "--kind", "marketingObjection", "--purpose", "directMarketing"]
        let received = try await bench.tool(objection + ["--subject", SampleCSV.subject(1)])
        let id = try #require(received.all.split { !$0.isHexDigit }.first { $0.count == 32 }.map(String.init))
        expect(try await run("request", "list"), 0, id)
        expect(try await run("request", "execute", "--id", id, "--as", "officer-1"), 0, "executed")
        expect(try await run("hold", "place", "--reference", "Case 1", "--as", "officer-1"), 0, token)
        let opened = try await bench.tool("incident", "open", bench.store, "--title", "x", "--as", "officer-1", "--json")
        struct Named: Decodable { var incident: String }
        let incident = try JSONDecoder().decode(Named.self, from: Data(opened.output.utf8)).incident
        expect(try await run("incident", "hold", "--incident", incident, "--as", "officer-1"), 0)
        try await bench.requireUnharmed(SampleCSV.subject(1))
    }

    /// The tokens that the list of those who consented has.
    private func tokens(_ bench: Workbench) async throws -> Set<String> {
        let listed = try await bench.tool("consent", "list", bench.store, "--purpose", "directMarketing")
        try #require(listed.status == 0, "\(listed.all)")
        return Set(listed.output.split { !$0.isHexDigit }.filter { $0.count == 32 }.map(String.init))
    }

    /// Lets somebody consent, and answers the token that the list has them under from then on.
    private func consenting(_ subject: String, _ bench: Workbench) async throws -> String {
        let before = try await tokens(bench)
        let granted = try await bench.tool(
            "consent", "grant", bench.store, "--subject", subject, "--purpose", "directMarketing", "--notice",
            try bench.write("notice.txt", "May we call you?"), "--as", "marketing-1")
        try #require(granted.status == 0, "\(granted.all)")
        let after = try await tokens(bench)
        return try #require(after.subtracting(before).first)
    }

    @Test("Two people of a list are merged and taken apart again by their tokens")
    func merging() async throws {
        let bench = try await Workbench.ready()
        let taken = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(2))))
        try #require(taken.status == 0, "\(taken.all)")
        let first = try await consenting(SampleCSV.subject(1), bench)
        let second = try await consenting(SampleCSV.subject(2), bench)
        let (why, stranger) = (["--reason", "the same passport", "--as"], String(repeating: "0", count: 32))
        let merge = ["subject", "merge", bench.store, "--token", first] + why
        let split = ["subject", "split", bench.store] + why
        let (with, person) = (["--with-token", second], ["--token", second])

        expect(try await bench.tool(merge + ["officer-1"]), 2, "Give --with or --with-token")
        expect(try await bench.tool(merge + ["officer-1", "--with", "x"] + with), 2, "Give --with or --with-token")
        let misplaced = try await bench.tool(merge + ["officer-1", "--with-token", SampleCSV.subject(2)])
        expect(misplaced, 2, "--with-token")
        #expect(!misplaced.all.contains(SampleCSV.subject(2)))
        expect(try await bench.tool(merge + ["officer-1", "--with-token", stranger]), 2, "unknownSubject")
        expect(try await bench.tool(merge + ["officer-1", "--with-token", first]), 2, "the same person already")
        expect(try await bench.tool(merge + ["support-1"] + with), 1, "denied")
        expect(try await bench.tool(split + ["officer-1"]), 2, "Give --alias or --token")
        expect(try await bench.tool(split + ["officer-1", "--alias", "x"] + person), 2, "Give --alias or --token")
        expect(try await bench.tool(split + ["officer-1"] + person), 2, "merged with nobody", "no token")

        struct Merged: Decodable { var tokens: Int }
        let merged = try await bench.tool(merge + ["officer-1", "--json"] + with)
        expect(merged, 0)
        #expect(try JSONDecoder().decode(Merged.self, from: Data(merged.output.utf8)).tokens == 2)
        expect(try await bench.tool(split + ["support-1"] + person), 1, "denied")
        struct Parted: Decodable { var identifiers: Int }
        let parted = try await bench.tool(split + ["officer-1", "--json"] + person)
        expect(parted, 0)
        #expect(try JSONDecoder().decode(Parted.self, from: Data(parted.output.utf8)).identifiers == 1)
        expect(try await bench.tool(split + ["officer-1"] + person), 2, "merged with nobody")
        try await bench.requireUnharmed(SampleCSV.subject(2))
    }

    @Test("What a device decided is taken over to an account by the token of either")
    func linking() async throws {
        let bench = try await Workbench.ready()
        let device = try await consenting("device-1", bench)
        let link = ["consent", "link", bench.store, "--as", "marketing-1"]
        let (from, stranger) = (["--anonymous-token", device], String(repeating: "0", count: 32))
        expect(try await bench.tool(link + from), 2, "Give --account or --account-token")
        expect(try await bench.tool(link + ["--account", "new-1"]), 2, "Give --anonymous or --anonymous-token")
        expect(
            try await bench.tool(link + from + ["--anonymous", "device-1", "--account", "new-1"]), 2,
            "Give --anonymous or --anonymous-token")
        expect(
            try await bench.tool(link + from + ["--account-token", device, "--account", "new-1"]), 2,
            "Give --account or --account-token")
        expect(try await bench.tool(link + from + ["--account-token", device]), 2, "the same person already")
        expect(try await bench.tool(link + from + ["--account-token", stranger]), 2, "unknownSubject")
        expect(try await bench.tool(link + ["--anonymous-token", stranger, "--account", "new-1"]), 2, "unknownSubject")
        expect(
            try await bench.tool(
                ["consent", "link", bench.store, "--as", "support-1", "--account", "new-1"] + from), 1, "denied")

        let before = try await tokens(bench)
        let linked = try await bench.tool(link + from + ["--account", "new-1"])
        expect(linked, 0, "events were taken over", "receipt")
        #expect(!linked.output.hasPrefix("0 "), "\(linked.all)")
        let after = try await tokens(bench)
        let account = try #require(after.subtracting(before).first)
        expect(try await bench.tool("consent", "history", bench.store, "--token", account), 0, "given")
        // Doing it again adds nothing, whichever way the two are named.
        expect(try await bench.tool(link + from + ["--account-token", account]), 0, "0 events")
        expect(try await bench.tool(link + ["--anonymous", "device-1", "--account-token", account]), 0, "0 events")
        try await bench.requireUnharmed()
    }

    @Test("Exactly one of the two is given, and what is no token is not repeated")
    func exactlyOne() async throws {
        let (bench, token) = try await bench()
        let both = ["--subject", SampleCSV.subject(1), "--token", token]
        let history = ["consent", "history", bench.store]
        let execute = ["request", "execute", bench.store, "--id", token, "--as", "officer-1"]
        let place = ["hold", "place", bench.store, "--reference", "Case 1", "--as", "officer-1"]
        let hold = ["incident", "hold", bench.store, "--incident", token, "--as", "officer-1"]
        for command in [history, execute, place, hold] { expect(try await bench.tool(command), 2, "Give --subject") }
        for command in [history, execute, place, ["request", "list", bench.store], ["audit", "log", bench.store]] {
            expect(try await bench.tool(command + both), 2, "Give --subject or --token")
        }
        expect(try await bench.tool(place + ["--token", token, "--erased", token]), 2, "--erased")
        for text in [token.uppercased() + "A", "c-1042"] {
            let run = try await bench.tool(history + ["--token", text])
            expect(run, 2, "--token")
            #expect(!run.all.contains(text))
        }
        let stranger = history + ["--token", String(repeating: "0", count: 32)]
        expect(try await bench.tool(stranger), 2, "unknownSubject")
    }
}
