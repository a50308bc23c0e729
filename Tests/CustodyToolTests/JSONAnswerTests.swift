import Custody
import Foundation
import Testing

@Suite("Answers in JSON")
struct JSONAnswerTests {
    /// What the parser tells of the tool.
    private struct Told: Decodable {
        struct Command: Decodable {
            struct Argument: Decodable {
                struct Name: Decodable { var name: String }

                var kind: String
                var names: [Name]?
            }

            var commandName: String
            var subcommands: [Command]?
            var arguments: [Argument]?

            /// The commands without subcommands, by their words, with whether they have a flag `--json`.
            func leaves(behind words: [String] = []) -> [(command: String, hasJSON: Bool)] {
                guard let subcommands, !subcommands.isEmpty else {
                    let hasJSON = (arguments ?? []).contains { argument in
                        argument.kind == "flag" && (argument.names ?? []).contains { $0.name == "json" }
                    }
                    return [(words.joined(separator: " "), hasJSON)]
                }
                return subcommands.flatMap { $0.leaves(behind: words + [$0.commandName]) }
            }
        }

        var command: Command
    }

    @Test("there are of every command, but of those whose output is checked to the byte, and of the demonstration")
    func every() async throws {
        let run = try await Tool.run(["--experimental-dump-help"])
        let leaves = try JSONDecoder().decode(Told.self, from: Data(run.output.utf8)).command.leaves()
        #expect(leaves.count > 100)
        let without = leaves.filter { !$0.hasJSON }.map { $0.command }.filter { !$0.split(separator: " ").contains("help") }
        #expect(without.sorted() == ["audit proof", "audit receipt", "demo"])
    }

    /// A store of one person who consented, and one incident, whose officer keeps the registers.
    private func filled() async throws -> Workbench {
        let bench = try Workbench.empty()
        let policy = try String(contentsOfFile: Workbench.example("policy.json"), encoding: .utf8)
            .replacing(#""audit.reveal","#, with: #""audit.reveal", "register.keep","#)
        for arguments in [
            bench.making(policy: try bench.write("policy.json", policy)),
            [
                "consent", "grant", bench.store, "--subject", "ada@example.org", "--purpose", "directMarketing", "--notice",
                try bench.write("notice.txt", "May we call?"), "--as", "marketing-1",
            ], ["incident", "open", bench.store, "--title", "A lost tape", "--as", "officer-1"],
        ] {
            let run = try await bench.tool(arguments)
            try #require(run.status == 0, "\(run.all)")
        }
        return bench
    }

    @Test("of what is written to a file they say how much and where, and what is printed for people stays as it was")
    func written() async throws {
        let bench = try await filled()
        let hash = NoticeHash(of: Array("May we call?".utf8)).description
        let terms = try bench.write(
            "terms.json",
            #"{"controllers":[{"name":"N","contact":"c","address":"a","email":"e","phone":"p"}],"policyURL":"u","service":"s","#
                + #""withdrawal":"w","termination":"t","jurisdiction":"DE","method":"form","storageLocations":["DE"],"#
                + #""thirdParties":[],"isPrimaryPurpose":false}"#)
        func place(_ name: String) -> String { bench.place.path + "/" + name }
        let commands: [([String], [String])] = [
            (["consent", "export", bench.store, place("consents")], ["file", "written"]),
            (["consent", "notice", "show", bench.store, hash, place("notice")], ["file", "notice"]),
            (
                [
                    "consent", "receipt", bench.store, "--subject", "ada@example.org", "--purpose", "directMarketing",
                    "--terms", terms,
                    place("receipt"),
                ], ["file", "id", "index", "proofFile"]
            ), (["incident", "export", bench.store, place("incidents")], ["file", "written"]),
            (["incident", "register", bench.store, "--output", place("breaches"), "--format", "csv"], ["file", "written"]),
            (["register", "export", bench.store, place("registers")], ["file"]),
            (["report", bench.store, "--csv-file", place("report")], ["files", "findings", "severities"]),
            (["register", "import", bench.store, place("registers"), "--reason", "r", "--as", "officer-1"], ["entries"]),
            (["audit", "reindex", bench.store], ["done"]),
        ]
        for (command, keys) in commands {
            let run = try await bench.tool(command + ["--json"])
            let answer = try #require(
                try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(command): \(run.all)")
            #expect(run.status == 0 && answer.keys.sorted() == keys, "\(command): \(run.all)")
            if let written = answer["written"] as? Int, !command.contains("register") { #expect(written > 0, "\(command)") }
            if let file = answer["file"] as? String { #expect(FileManager.default.fileExists(atPath: file), "\(command)") }
            // Whom it is about stands in the file alone.
            #expect(!run.output.contains("ada@"), "\(run.output)")
        }
        let refused = try await bench.tool("consent", "export", bench.store, place("consents"), "--json")
        #expect(refused.status == 2 && refused.output.contains("\"fileExists\""), "\(refused.all)")
    }

    @Test("the register of breaches that is printed is JSON, or is asked for otherwise")
    func register() async throws {
        let bench = try await filled()
        let printed = try await bench.tool("incident", "register", bench.store, "--json")
        #expect(printed.status == 0, "\(printed.all)")
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) }
        let other = try await bench.tool("incident", "register", bench.store, "--json", "--format", "html")
        #expect(other.status == 2 && other.errors.contains("give --output"), "\(other.all)")
    }
}
