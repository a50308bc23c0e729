import Foundation
import Testing

@testable import custodyctl

@Suite("The words of a command line")
struct TypedWordsTests {
    private func filled() async throws -> Workbench {
        let bench = try await Workbench.ready()
        let run = try await bench.tool(bench.importing(try bench.write("one.csv", SampleCSV.people(1))))
        try #require(run.status == 0, "\(run.all)")
        return bench
    }

    @Test("one that is not UTF-8 is refused, and not read as the identifier of somebody else")
    func notText() async throws {
        let bench = try await filled()
        // What the standard library makes of such a word.
        let linked = try await bench.tool(
            "subject", "link", bench.store, "--subject", SampleCSV.subject(1), "--alias", "caf\u{FFFD}", "--reason", "r",
            "--as", "officer-1")
        try #require(linked.status == 0, "\(linked.all)")
        let arguments = [
            "disclose", bench.store, "--record", "customer", "--fields", "contact_name", "--purpose", "customerCare", "--as",
            "support-1", "--key-file", bench.key,
        ]
        for byte in ["351", "350"] {
            let line = #"exec "$0" "$@" --subject "$(printf 'caf\\#(byte)')""#
            let run = try await Tool.run(["-c", line, Tool.path] + arguments, executable: "/bin/sh")
            #expect(run.status == 2 && run.errors.contains("word 14 behind the name of the tool is not UTF-8"), "\(run.all)")
            #expect(!run.all.contains(SampleCSV.name(1)) && !run.all.contains("caf"), "\(run.all)")
        }
        let known = try await Tool.run(arguments + ["--subject", "caf\u{FFFD}"])
        #expect(known.status == 0 && known.output.contains(SampleCSV.name(1)), "\(known.all)")
    }

    @Test(
        "an empty one is refused, by the name of its option where it has one",
        arguments: [
            (["audit", "anchor", "s", "--anchor", ""], "--anchor"), (["audit", "anchor", "s", "--anchor="], "--anchor"),
            (["audit", "verify", ""], "word 3"), (["audit", "checkpoint", "s", "-o", ""], "-o"), ([""], "word 1"),
            (["correct", "s", "ada@example.org", ""], "word 4"), (["--", ""], "word 2"),
            (["correct", "--", "--to", ""], "word 4"),
        ])
    func empty(_ arguments: [String], _ words: String) throws {
        let error = try #require(throws: ToolError.self) { try TypedWords.requireContent(arguments) }
        #expect(error.status == .badInput && error.message.contains(words) && error.message.contains("is empty"))
        #expect(!error.message.contains("ada@"))
    }

    @Test(
        "an empty one that means something is taken",
        arguments: [
            ["consent", "signal", "s", "--sec-gpc", ""], ["consent", "signal", "s", "--sec-gpc="],
            ["incident", "notify", "s", "--stage", ""], ["correct", "s", "--set", "phone="], ["inspect", "--", "--to="], [],
        ])
    func emptyAndMeant(_ arguments: [String]) throws { try TypedWords.requireContent(arguments) }

    /// Command lines with an option twice that counts once, and its name.
    private static let doubled: [([String], String)] = [
        (["request", "list", "s", "--subject", "p-1", "--as", "a", "--subject", "p-2"], "--subject"),
        (["hold", "list", "s", "--key-file", "k", "--key-file=l"], "--key-file"),
        (["audit", "checkpoint", "s", "--log", "access", "-o", "a", "--output", "b"], "is given twice"),
    ]

    @Test("an option that counts once is refused when it stands twice, and what it said is not repeated", arguments: doubled)
    func twice(_ arguments: [String], _ words: String) async throws {
        let run = try await Tool.run(arguments)
        #expect(run.status == 2 && run.errors.contains(words) && run.errors.contains("give it once"), "\(run.all)")
        #expect(!run.all.contains("p-1") && !run.all.contains("p-2"), "\(run.all)")
    }

    @Test("an option that may stand twice, and a flag, are taken")
    func twiceAndMeant() async throws {
        let run = try await Tool.run(["deadlines", "--regime", "eu-gdpr", "--regime", "eu-nis2", "--json", "--json"])
        #expect(run.status == 0, "\(run.all)")
    }

    @Test(
        "where the parser does not tell of its options as it did, one that stands twice is refused, whichever it is",
        arguments: [
            "", "{}", #"{"command":{}}"#,
            #"{"command":{"arguments":[{"kind":"option","names":[{"kind":"long","name":"a"}]}]}}"#,
            #"{"command":{"arguments":[{"kind":"option","isRepeating":true,"names":[{"kind":"long","name":"b"}]}]}}"#,
        ])
    func parserSaysOtherwise(_ told: String) throws {
        for given in [["--a", "1", "--a=2"], ["-a", "1"]] {
            let error = try #require(throws: ToolError.self) { try RepeatedOptions.refuse(in: given) { told } }
            #expect(error.code == "usage" && error.status == .badInput)
        }
        // Nobody is asked of a line with each option once.
        try RepeatedOptions.refuse(in: ["--a", "1", "--b", "-", "--", "--a"]) { told }
    }

    @Test("what the parser tells of an option that may be repeated is heard, by each of its names")
    func parserSays() throws {
        let names = #""names":[{"kind":"short","name":"a"},{"kind":"long","name":"all"}]"#
        let given = ["-a", "1", "--all", "2"]
        try RepeatedOptions.refuse(in: given) {
            #"{"command":{"arguments":[{"kind":"option","isRepeating":true,"# + names + "}]}}"
        }
        #expect(throws: ToolError.self) {
            try RepeatedOptions.refuse(in: given) {
                #"{"command":{"arguments":[{"kind":"option","isRepeating":false,"# + names + "}]}}"
            }
        }
    }

    @Test("a name that is longer than any loses its middle, and what to do stays")
    func longName() throws {
        let name = String(repeating: "x\u{301}", count: 40_000)
        let fault = ToolError("unknownField", "no field '\(name)'; see its schema", path: name, reasons: ["'\(name)' is none"])
        let report = try #require(ErrorReport(fault))
        #expect(report.paragraph.unicodeScalars.count < 7_000)
        #expect(report.message.hasPrefix("no field '") && report.message.hasSuffix("'; see its schema"))
        #expect(report.reasons.allSatisfy { $0.hasSuffix("' is none") && $0.contains("[…]") })
        let short = ToolError("unknownField", "no field 'x'; see its schema")
        #expect(ErrorReport(short)?.message == short.message)
    }

    @Test("nobody files a suspicion as a principal without a name")
    func emptyPrincipal() async throws {
        let bench = try await Workbench.ready()
        let run = try await bench.tool("incident", "report", bench.store, "--title", "t", "--as", "")
        #expect(run.status == 2 && run.errors.contains("--as is empty"), "\(run.all)")
        let listed = try await bench.tool("incident", "list", bench.store)
        #expect(listed.output.contains("no incident"), "\(listed.all)")
    }

    @Test("what was typed and is repeated neither colours the terminal nor moves its cursor")
    func printable() async throws {
        let bench = try await filled()
        let run = try await bench.disclose(SampleCSV.subject(1), "\u{1B}[31m\u{202E}shoe")
        #expect(run.status == 2 && run.errors.contains("unknownField"), "\(run.all)")
        #expect(run.errors.contains(#"\u{1b}[31m\u{202e}shoe"#) && !run.all.contains("\u{1B}"), "\(run.all)")
    }

    @Test("a CSV file that is a pipe is refused, and nobody waits for its other end", .timeLimit(.minutes(30)))
    func pipe() async throws {
        let bench = try await Workbench.ready()
        let line = #"mkfifo "$1" && shift && exec "$0" "$@""#
        let pipe = bench.place.path + "/pipe.csv"
        let run = try await Tool.run(
            ["-c", line, Tool.path, pipe] + bench.importing(pipe) + ["--key-file", bench.key], executable: "/bin/sh")
        #expect(run.status == 2 && run.errors.contains("must be a regular file"), "\(run.all)")
    }
}
