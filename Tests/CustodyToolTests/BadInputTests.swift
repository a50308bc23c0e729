import CustodyJournal
import Foundation
import Testing

@Suite("Bad input gets a clear error and loses nothing")
struct BadInputTests {
    private func filled() async throws -> Workbench {
        let bench = try await Workbench.ready()
        let run = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(3))))
        try #require(run.status == 0, "\(run.all)")
        return bench
    }

    /// Runs the tool and requires exit 2 with the code and the words.
    private func expectBadInput(_ run: Tool.Run, _ words: String...) {
        #expect(run.status == 2, "\(run.all)")
        #expect(!run.wasSignalled)
        for word in words { #expect(run.errors.contains(word), "\(word) is not in: \(run.errors)") }
    }

    @Test(
        "a log without a time, or with one that is no time, is refused before anything is made",
        arguments: ["", "0d", "-1m", "12", "12w", "m", "1e1y", "99999999999y"])
    func periods(_ period: String) async throws {
        let bench = try Workbench.empty()
        for arguments in [bench.making(keeping: period), bench.making().dropLast(2)] {
            expectBadInput(try await bench.tool(arguments), "keep-access")
        }
        #expect(!FileManager.default.fileExists(atPath: bench.store))
        #expect(!FileManager.default.fileExists(atPath: bench.key))
    }

    @Test("unknown names")
    func unknownNames() async throws {
        let bench = try await filled()
        expectBadInput(try await bench.disclose("P000001", "shoe_size"), "unknownField", "shoe_size")
        let purpose = try await bench.tool(
            "disclose", bench.store, "--subject", "P000001", "--record", "customer", "--fields", "contact_name", "--purpose",
            "astrology", "--as", "support-1")
        expectBadInput(purpose, "unknownPurpose", "astrology", "customerCare")
        let record = try await bench.tool(
            "disclose", bench.store, "--subject", "P000001", "--record", "pet", "--fields", "name", "--purpose",
            "customerCare", "--as", "support-1")
        expectBadInput(record, "unknownRecord")
        expectBadInput(try await bench.disclose("NOBODY"), "unknownSubject")
        let column = try await bench.tool(bench.importing(bench.place.path + "/good.csv") + ["--map", "phone=telephone"])
        expectBadInput(column, "unknownField", "its fields are")
        #expect(!column.all.contains("telephone"), "\(column.all)")
        let ground = try await bench.tool(
            "erase", "plan", bench.store, "--subject", "P000001", "--ground", "boredom", "--as", "officer-1", "--output",
            bench.place.path + "/plan.json")
        expectBadInput(ground, "no such ground", "noLongerNecessary")
        #expect(!ground.all.contains("boredom"), "\(ground.all)")
        #expect(!FileManager.default.fileExists(atPath: bench.place.path + "/plan.json"))
        try await bench.requireUnharmed("P000001")
    }

    @Test("a command line that means nothing ends with 2, and with JSON where that was asked for")
    func usage() async throws {
        expectBadInput(try await Tool.run(["disclose"]), "Usage")
        expectBadInput(try await Tool.run(["nonsense"]), "word 1", "Usage")
        let run = try await Tool.run(["audit", "verify", "--json"])
        #expect(run.status == 2)
        #expect(run.output.contains("\"usage\""))
        #expect(try await Tool.run(["--help"]).status == 0)
    }

    @Test("help for a command that there is not ends with 2")
    func helpForNothing() async throws {
        expectBadInput(try await Tool.run(["help", "nonsense"]), "no such command")
        expectBadInput(try await Tool.run(["help", "audit", "nonsense"]), "no such command")
        #expect(try await Tool.run(["help", "audit", "verify"]).status == 0)
    }

    /// Command lines with an identifier where none belongs, and a part of what is said of them.
    private static let stray: [([String], String)] = [
        (["ada@example.org"], "word 1"), (["help", "ada@example.org"], "no such command"),
        (["audit", "verify", "s", "ada@example.org"], "word 4"),
        (["audit", "verify", "s", "ada@example.org", "c-1042"], "2 words"),
        (["audit", "verify", "s", "--ada@example.org"], "word 4"),
        (["audit", "verify", "s", "--ada@example.org=c-1042"], "word 4"),
        (["audit", "verify", "s", "-ada@example.org"], "no option"),
        (["audit", "verify", "s", "--json=ada@example.org"], "--json"),
        (["audit", "log", "s", "--from", "ada@example.org"], "--from <time>"),
        (["audit", "log", "s", "--log", "ada@example.org"], "'evidence'"),
        (["incident", "show", "s", "--incident", "ada@example.org"], "--incident <id>"),
        (["incident", "learn", "s", "--incident", "ada@example.org", "--as", "o"], "--incident <id>"),
        (
            [
                "incident", "learn", "s", "--incident", "00000000000000000000000000000000", "--as", "o", "--occurred",
                "ada@example.org",
            ], "--occurred"
        ),
        (["deadlines", "--regime", "ada@example.org"], "eu-gdpr"),
        (["deadlines", "--regime", "eu-gdpr", "--aware", "2026-01-01", "--entity", "ada@example.org"], "unknownEntity"),
        (["deadlines", "--regime", "eu-gdpr", "--aware", "2026-01-01", "--zone", "ada@example.org"], "unknownZone"),
        (["deadlines", "--regime", "eu-gdpr", "--moment", "ada@example.org=2026-01-01"], "awareness"),
        (["deadlines", "--regime", "eu-gdpr", "--moment", "awareness=ada@example.org"], "--moment"),
        (["policy", "what-can", Workbench.example("policy.json"), "--principal", "ada@example.org"], "unknownPrincipal"),
        (["policy", "who-can", Workbench.example("policy.json"), "--action", "ada@example.org"], "incident.handle"),
    ]

    @Test("a word in the wrong place is not repeated: it may be an identifier", arguments: stray)
    func strayWords(_ arguments: [String], _ words: String) async throws {
        // Where there is no command, there is no such option either.
        let endings: [[String]] = arguments.count == 1 ? [[]] : [[], ["--json"]]
        for more in endings {
            let run = try await Tool.run(arguments + more)
            expectBadInput(run, words)
            for part in ["ada@", "example.org", "1042"] { #expect(!run.all.contains(part), "\(part) is in: \(run.all)") }
        }
    }

    @Test("a hint at an option that there is stays, and so do the words that may stand there")
    func hints() async throws {
        expectBadInput(try await Tool.run(["audit", "verify", "s", "--jsn"]), "Did you mean '--json'?")
        expectBadInput(try await Tool.run(["audit", "verify"]), "<dir>")
        expectBadInput(try await Tool.run(["audit", "log", "s", "--log"]), "--log <log>")
    }

    @Test(
        "input that is no JSON is told by file, line and column, and nothing of it is repeated",
        arguments: [
            ["policy", "validate", "FILE"], ["policy", "test", Workbench.example("policy.json"), "FILE"],
            ["certificate", "verify", "FILE", "--key", String(repeating: "0", count: 64)],
            ["monitor", "rules", "--config", "FILE"],
            ["incident", "import", "s", "FILE", "--as", "o"],
            ["register", "import", "s", "FILE", "--reason", "r", "--as", "o"],
            ["consent", "receipt", "s", "OUT", "--subject", "c-1", "--purpose", "p", "--terms", "FILE"],
        ])
    func noJSON(_ command: [String]) async throws {
        let bench = try Workbench.empty()
        let file = try bench.write("broken.json", "{\n  \"ada@example.org\": [1, 2\n}\n")
        let arguments = command.map { $0 == "FILE" ? file : $0 == "OUT" ? bench.place.path + "/out" : $0 }
        let run = try await Tool.run(arguments)
        expectBadInput(run, "line 3, column 1: from here on it is no JSON", "broken.json")
        #expect(!run.all.contains("ada@"), "\(run.all)")
    }

    @Test("a value that cannot stand where it does is told by its place, and not repeated")
    func badValues() async throws {
        let bench = try Workbench.empty()
        func expectations(_ text: String) async throws -> Tool.Run {
            let file = try bench.write("table.json", text)
            return try await Tool.run(["policy", "test", Workbench.example("policy.json"), file])
        }
        let word = try await expectations(#"[{"principal": "a", "action": "read", "expect": "ada@example.org"}]"#)
        expectBadInput(word, "malformedTable", "[0].expect")
        #expect(!word.all.contains("ada@"), "\(word.all)")
        let number = try await expectations(#"[{"principal": "a", "action": "read", "expect": "denied", "level": 1e999}]"#)
        expectBadInput(number, "malformedTable")
        #expect(!number.all.contains("1e999"), "\(number.all)")
        let action = try await expectations(#"[{"principal": "a", "action": "ada@example.org", "expect": "denied"}]"#)
        expectBadInput(action, "unknownAction", "[0]: there is no such action")
        #expect(!action.all.contains("ada@"), "\(action.all)")
    }

    @Test("a list of people that is not UTF-8 is refused by file and line, and leaves no file")
    func peopleInAnotherEncoding() async throws {
        let bench = try await filled()
        let list = try bench.write("people.txt", Data("P000001\r\nAd".utf8) + Data([0xE4]) + Data("le\nP000002\n".utf8))
        let (consents, tell) = (bench.place.path + "/consents.jsonl", bench.place.path + "/tell.txt")
        for arguments in [
            ["consent", "export", bench.store, consents, "--subjects", list],
            [
                "incident", "scope", bench.store, "--incident", String(repeating: "0", count: 32), "--among", list, "--output",
                tell, "--as", "officer-1",
            ],
        ] {
            let run = try await bench.tool(arguments)
            expectBadInput(run, "unreadableText", "line 2, column 3", "people.txt")
            #expect(!run.all.contains("Ad"), "\(run.all)")
        }
        for file in [consents, tell] { #expect(!FileManager.default.fileExists(atPath: file)) }
        let marked = try bench.write("marked.txt", Data([0xEF, 0xBB, 0xBF]) + Data("P000001\n".utf8))
        let read = try await bench.tool("consent", "export", bench.store, consents, "--subjects", marked)
        #expect(read.status == 0, "a byte order mark is no part of a name: \(read.all)")
    }

    @Test(
        "a file without a header line is refused, and nothing of its first line is repeated",
        arguments: [
            ("c-1,Ada Lovelace,+44 20 7946 0018\n", "customer_id", "does not look like a header line"),
            ("c-1,Ada Lovelace,+44 20 7946 0018\n", "c-1", "column 3: the record has no such field"),
            ("c-1,Ada Lovelace,Ada Lovelace\n", "customer_id", "columns 2 and 3"),
            ("company_name,phone,Ada Lovelace\n", "customer_id", "of them fields of record 'customer': company_name, phone"),
        ])
    func headless(_ text: String, _ subject: String, _ words: String) async throws {
        let bench = try await Workbench.ready()
        let arguments = bench.importing(try bench.write("headless.csv", text)).map { $0 == "customer_id" ? subject : $0 }
        for more in [[], ["--json"]] {
            let run = try await bench.tool(arguments + more)
            expectBadInput(run, words)
            for cell in ["Ada", "+44"] { #expect(!run.all.contains(cell), "\(cell) is in: \(run.all)") }
        }
    }

    @Test(
        "what `correct --set` cannot take is not repeated",
        arguments: [["phone +44 20"], ["=+44 20"], ["phone=+44", "20"], ["phone=1", "--set", "phone=+44 20"]])
    func values(_ given: [String]) async throws {
        let bench = try await filled()
        for more in [[], ["--json"]] {
            let run = try await bench.tool(
                ["correct", bench.store, "--subject", "P000001", "--record", "customer", "--as", "support-1", "--set"] + given
                    + more)
            expectBadInput(run, "--set")
            for part in ["+44", "20"] { #expect(!run.all.contains(part), "\(part) is in: \(run.all)") }
        }
        try await bench.requireUnharmed("P000001")
    }

    @Test("bad rows are told by line and column, and the good ones are kept")
    func badRows() async throws {
        let bench = try await Workbench.ready()
        var bytes = Data((SampleCSV.header + "\n" + SampleCSV.row(1) + "\n").utf8)
        bytes += Data("P000002,too,short\n".utf8)
        bytes += Data("P000003,Company,Per".utf8) + Data([0xFF]) + Data("son,,,,,,,,\n".utf8)
        bytes += Data((SampleCSV.row(4) + "\n").utf8)
        bytes += Data(",Company,Nobody,,,,,,,,\n".utf8)
        bytes += Data("P000005,\"Company,Person,,,,,,,,\n".utf8)
        bytes += Data((SampleCSV.row(6) + "\n").utf8)
        let run = try await bench.tool(bench.importing(try bench.write("bad.csv", bytes)))
        #expect(run.status == 2)
        for line in ["bad row at 3:18 (row 2)", "bad row at 4:20 (row 3)", "bad row at 6:1 (row 5)", "imported: 3"] {
            #expect(run.output.contains(line), "\(line) is not in: \(run.output)")
        }
        #expect(!run.all.contains("Nobody"))
        for good in [1, 4, 6] { try await bench.requireUnharmed(SampleCSV.subject(good)) }
        #expect(try await bench.disclose("P000005").status == 2)
    }

    @Test("an identifier that no command line can name makes its row a bad one, and one row is told as one")
    func unnameable() async throws {
        let bench = try await Workbench.ready()
        let rows = [SampleCSV.header, SampleCSV.row(1), SampleCSV.row(2).replacing("P000002", with: "P000\0002")]
        let run = try await bench.tool(bench.importing(try bench.write("nul.csv", rows.joined(separator: "\n"))))
        #expect(run.status == 2 && run.errors.contains("1 row stayed out"), "\(run.all)")
        #expect(run.output.contains("bad row at 3:1 (row 2)") && run.output.contains("NUL"), "\(run.all)")
        #expect(run.output.contains("imported: 1, already there: 0, refused: 0, bad rows: 1"), "\(run.all)")
        var arguments = bench.importing(try bench.write("more.csv", SampleCSV.header + "\n" + SampleCSV.row(3)))
        arguments[arguments.count - 1] = "support-1"
        let refused = try await bench.tool(arguments)
        #expect(refused.status == 1 && refused.output.contains("refused: 1 row, the first at line 2"), "\(refused.all)")
        #expect(refused.errors.contains("the policy refused 1 row;"), "\(refused.all)")
    }

    @Test("a repeated import doubles nothing; another content of the same person is a bad row")
    func repeatedImport() async throws {
        let bench = try await filled()
        let again = try await bench.tool(bench.importing(bench.place.path + "/good.csv"))
        #expect(again.status == 0)
        #expect(again.output.contains("imported: 0, already there: 3"))
        let other = SampleCSV.people(3).replacing("Company 2", with: "Another Company")
        let run = try await bench.tool(bench.importing(try bench.write("other.csv", other)))
        #expect(run.status == 2)
        #expect(run.output.contains("bad row at 3:1"))
        #expect(run.output.contains("already there: 2"))
    }

    @Test("rows that the policy refuses end with 1")
    func refusedRows() async throws {
        let bench = try await filled()
        var arguments = bench.importing(bench.place.path + "/good.csv")
        arguments[arguments.count - 1] = "support-1"
        // Already imported rows answer first: another file.
        arguments[2] = try bench.write("more.csv", SampleCSV.people(5).replacing("Company", with: "Firm"))
        let run = try await bench.tool(arguments)
        #expect(run.status == 1, "\(run.all)")
        #expect(run.output.contains("refused: 5 rows"))
    }

    @Test(
        "a policy that contradicts itself makes no store and no key",
        arguments: [
            ("\"roles\": [\"importer\"]", "\"roles\": [\"importr\"]", "unknownRole"),
            ("\"id\": \"support\",", "\"id\": \"support\", \"inherits\": [\"lead\"],", ""),
            ("\"controller\"", "\"controler\"", "unknownKey"),
            ("\"allow\": [\"erase.approve\"]", "\"allow\": [\"erase.aprove\"]", "unknownAction"),
            ("gdpr:6(1)(a)", "gdpr:6(1)(z)", "unknownLaw"),
        ])
    func badPolicy(_ right: String, _ wrong: String, _ code: String) async throws {
        let bench = try Workbench.empty()
        var text = try String(contentsOfFile: Workbench.example("policy.json"), encoding: .utf8)
        #expect(text.contains(right))
        text = text.replacing(right, with: wrong)
        // A circle: support inherits lead, lead inherits support.
        if code.isEmpty {
            text = text.replacing("\"id\": \"lead\",\n", with: "\"id\": \"lead\", \"inherits\": [\"support\"],\n")
        }
        let policy = try bench.write("policy.json", text)
        let run = try await bench.tool(bench.making(policy: policy))
        expectBadInput(run, code.isEmpty ? "inheritanceCycle" : code)
        #expect(!FileManager.default.fileExists(atPath: bench.store))
        #expect(!FileManager.default.fileExists(atPath: bench.key))
    }

    @Test(
        "a records file that means nothing makes no store",
        arguments: [
            ("\"category\"", "\"categroy\"", "[0].fields[0].categroy"),
            ("\"purposes\": [\"delivery\"]", "\"purposes\": []", "held for no purpose"),
            ("\"purposes\": [\"delivery\"]", "\"purposes\": [\"astrology\"]", "astrology"),
            ("[\n", "{\n", "records file"),
        ])
    func badRecords(_ right: String, _ wrong: String, _ words: String) async throws {
        let bench = try Workbench.empty()
        let text = try String(contentsOfFile: Workbench.example("records.json"), encoding: .utf8)
        #expect(text.contains(right))
        let records = try bench.write("records.json", text.replacing(right, with: wrong))
        let run = try await bench.tool(bench.making(records: records))
        expectBadInput(run, words)
        #expect(!FileManager.default.fileExists(atPath: bench.store))
        #expect(!FileManager.default.fileExists(atPath: bench.key))
    }

    @Test("a directory that is no store, and one that is one already")
    func directories() async throws {
        let bench = try await filled()
        for command in [["audit", "verify"], ["audit", "log"], ["incident", "list"]] {
            expectBadInput(try await bench.tool(command + [bench.place.path + "/nothing"]), "notAStore", "does not exist")
            expectBadInput(try await bench.tool(command + ["/tmp"]), "notAStore", "custody.json")
        }
        let again = try await bench.tool(bench.making())
        expectBadInput(again, "alreadyExists")
        try await bench.requireUnharmed("P000001")
    }

    @Test("a store of a newer format is refused and left alone")
    func newerFormat() async throws {
        let bench = try await filled()
        let identity = URL(filePath: bench.store).appending(path: "custody.json")
        let before = try String(contentsOf: identity, encoding: .utf8)
        let content = try #require(
            before.replacing("\"format\": 1,", with: "\"format\": 2,").components(separatedBy: "\n  \"checksum\"").first)
        var checksum: [UInt8] = []
        withUnsafeBytes(of: CRC32C.checksum(Array(content.utf8)).bigEndian) { checksum += $0 }
        let digits = checksum.map { String(UInt16($0) + 0x100, radix: 16).suffix(2) }.joined()
        try (content + "\n  \"checksum\": \"\(digits)\"\n}\n").write(to: identity, atomically: true, encoding: .utf8)
        expectBadInput(try await bench.disclose("P000001"), "newerFormat")
        expectBadInput(try await bench.tool("audit", "verify", bench.store), "newerFormat")
        try before.write(to: identity, atomically: true, encoding: .utf8)
        try await bench.requireUnharmed("P000001")
    }

    @Test("a missing, damaged or wrong key file, and one inside the store")
    func keyFiles() async throws {
        let bench = try await filled()
        let verify = ["audit", "verify", bench.store]
        let list = ["incident", "list", bench.store]
        for command in [verify, list] {
            expectBadInput(try await Tool.run(command + ["--key-file", bench.place.path + "/none"]), "keyFileMissing")
            expectBadInput(
                try await Tool.run(command, environment: ["XDG_CONFIG_HOME": bench.place.path]), "keyFileMissing", "--key-file")
            let damaged = try bench.write(
                "damaged.key", try String(contentsOfFile: bench.key, encoding: .utf8).replacing("v1 ", with: "v1 0"))
            expectBadInput(try await Tool.run(command + ["--key-file", damaged]), "keyFileDamaged")
            let other = try await Workbench.ready(isOwn: true)
            expectBadInput(try await Tool.run(command + ["--key-file", other.key]), "wrongKey")
            expectBadInput(try await Tool.run(command + ["--key-file", bench.store + "/audit/../key"]), "keyInsideStore")
            #expect(try await Tool.run(command, environment: ["CUSTODY_KEY_FILE": bench.key]).status == 0)
        }
        try await bench.requireUnharmed("P000001")
    }

    @Test("without --key-file the key goes to the configuration directory, for its owner only")
    func defaultKey() async throws {
        let bench = try Workbench.empty()
        let environment = ["XDG_CONFIG_HOME": bench.place.appending(path: "config").path]
        let made = try await Tool.run(
            bench.making(), environment: environment)
        try #require(made.status == 0, "\(made.all)")
        let directory = bench.place.appending(path: "config/custody").path
        // Beside the file stands which stores it opens.
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { !$0.hasSuffix(".stores") }
        let name = try #require(names.count == 1 ? names.first : nil)
        #expect(made.output.contains(directory + "/" + name))
        let mode = try FileManager.default.attributesOfItem(atPath: directory + "/" + name)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try await Tool.run(["audit", "verify", bench.store + "/."], environment: environment).status == 0)
    }
}
