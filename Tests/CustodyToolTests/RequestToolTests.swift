import Custody
import Foundation
import Testing

@Suite("Requests through the tool") struct RequestToolTests {
    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    private func bench() async throws -> Workbench {
        let bench = try await Workbench.ready()
        let taken = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(1))))
        try #require(taken.status == 0, "\(taken.all)")
        return bench
    }

    private func id(_ run: Tool.Run) throws -> String {
        try #require(run.all.split(separator: " ").first { $0.count == 32 && $0.allSatisfy(\.isHexDigit) }.map(String.init))
    }

    @Test("A request for access is received, verified, granted and answered with a package that is checked without the store")
    func access() async throws {
        let bench = try await bench()
        let received = try await bench.tool(
            "request", "receive", bench.store, "--kind", "access", "--subject", SampleCSV.subject(1))
        expect(received, 0, "received", "access under eu-gdpr", "undecided", "due by")
        let id = try id(received)
        func request(_ command: String, _ more: String...) async throws -> Tool.Run {
            try await bench.tool(["request", command, bench.store, "--id", id, "--as", "officer-1"] + more)
        }
        expect(try await bench.tool("request", "list", bench.store), 0, id)
        let own = ["request", "list", bench.store, "--subject", SampleCSV.subject(1)]
        expect(try await bench.tool(own), 0, id)
        expect(try await bench.tool(own + ["--as", "officer-1"]), 0, id)
        expect(try await bench.tool(own + ["--as", "support-1"]), 1, "denied")
        expect(try await bench.tool("request", "list", bench.store, "--as", "officer-1"), 0, id)
        expect(try await request("advance", "--step", "grant"), 1, "refusedByLaw", "notIdentified")
        expect(try await request("advance", "--step", "ask-identity"), 2, "--reason")
        expect(try await request("advance", "--step", "ask-identity", "--reason", "another address"), 0, "asked")
        let card = try bench.write("card", "a card")
        expect(try await request("evidence", "--file", card), 0, "answered")
        expect(try await request("advance", "--step", "verify", "--reason", "card compared"), 0, "verified")
        expect(try await request("advance", "--step", "grant"), 0, "granted")
        let out = bench.place.appending(path: "package").path
        expect(try await request("package", out, "--subject", SampleCSV.subject(1)), 0, "access package", "report.html")
        expect(try await bench.tool("request", "list", bench.store), 0, "there are no requests")
        expect(try await bench.tool("request", "list", bench.store, "--all"), 0, "granted, done")

        let key = try await bench.tool("certificate", "key", bench.store).all.filter(\.isHexDigit)
        expect(try await Tool.run(["request", "verify-package", out, "--key", key]), 0, "1 records")
        let report = out + "/report.html"
        let text = try String(contentsOfFile: report, encoding: .utf8)
        try Data(text.replacingOccurrences(of: "Your data", with: "My data").utf8).write(to: URL(filePath: report))
        expect(try await Tool.run(["request", "verify-package", out, "--key", key]), 3, "report.html: digest")
    }

    @Test("What the person wrote and the evidence are read as every other file: what cannot be read is named")
    func unreadable() async throws {
        let bench = try await bench()
        let receive = ["request", "receive", bench.store, "--kind", "access", "--subject", SampleCSV.subject(1)]
        let (none, directory) = (bench.place.path + "/none", bench.place.path)
        for file in [none, directory] { expect(try await bench.tool(receive + ["--words", file]), 2, "unreadableFile", file) }
        let bytes = try bench.write("bytes", Data([0x68, 0xFF]))
        expect(try await bench.tool(receive + ["--words", bytes]), 2, "unreadableText", "UTF-8", bytes)
        let id = try id(try await bench.tool(receive + ["--words", try bench.write("words", "what is held about me?")]))
        let evidence = ["request", "evidence", bench.store, "--id", id, "--as", "officer-1", "--file"]
        for file in [none, directory] { expect(try await bench.tool(evidence + [file]), 2, "unreadableFile", file) }
    }

    @Test("An objection to marketing is carried out by whoever takes it in; a refusal says where to go")
    func others() async throws {
        let bench = try await bench()
        let objection = try await bench.tool(
            "request", "receive", bench.store, "--kind", "marketingObjection", "--subject", SampleCSV.subject(1), "--purpose",
            "directMarketing")
        expect(objection, 0, "received")
        expect(
            try await bench.tool(
                "request", "execute", bench.store, "--id", try id(objection), "--as", "support-1", "--subject",
                SampleCSV.subject(1)), 0, "executed", "done")
        let rectification = try await bench.tool(
            "request", "receive", bench.store, "--kind", "rectification", "--subject", SampleCSV.subject(1))
        let refused = try await bench.tool(
            "request", "refuse", bench.store, "--id", try id(rectification), "--as", "officer-1", "--ground", "accurate",
            "--reason", "it is right", "--complaint-to", "the authority", "--court", "the court")
        expect(refused, 0, "refused (accurate)")
        // The import was from elsewhere, and nobody said how the person was told.
        expect(try await bench.tool("request", "duties", bench.store), 0, "of 'customer', obtained", "no notice in force")
        func inform(_ more: String...) async throws -> Tool.Run {
            try await bench.tool(
                ["request", "inform", bench.store, "--subject", SampleCSV.subject(1), "--as", "officer-1"] + more)
        }
        expect(try await inform(), 2, "one of them")
        expect(try await inform("--notice", String(repeating: "0", count: 64)), 2, "no notice of this hash")
        expect(try await inform("--exempt", "disproportionate"), 0, "nobody has to be told")
        expect(try await bench.tool("request", "notices", bench.store), 0, "nobody has to be told")
        expect(try await bench.tool("request", "shrink", bench.store, "--after", "3y", "--as", "officer-1"), 0, "0 requests")
        expect(
            try await bench.tool(
                "request", "receive", bench.store, "--kind", "access", "--regime", "atlantis", "--subject", "x"),
            2,
            "invalidInput")
    }
}
