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
        expectBadInput(column, "unknownField", "telephone")
        let ground = try await bench.tool(
            "erase", "plan", bench.store, "--subject", "P000001", "--ground", "boredom", "--as", "officer-1", "--output",
            bench.place.path + "/plan.json")
        expectBadInput(ground, "boredom", "noLongerNecessary")
        #expect(!FileManager.default.fileExists(atPath: bench.place.path + "/plan.json"))
        try await bench.requireUnharmed("P000001")
    }

    @Test("a command line that means nothing ends with 2, and with JSON where that was asked for")
    func usage() async throws {
        expectBadInput(try await Tool.run(["disclose"]), "Usage")
        expectBadInput(try await Tool.run(["nonsense"]), "nonsense")
        let run = try await Tool.run(["audit", "verify", "--json"])
        #expect(run.status == 2)
        #expect(run.output.contains("\"usage\""))
        #expect(try await Tool.run(["--help"]).status == 0)
    }

    @Test("help for a command that there is not ends with 2")
    func helpForNothing() async throws {
        expectBadInput(try await Tool.run(["help", "nonsense"]), "nonsense")
        expectBadInput(try await Tool.run(["help", "audit", "nonsense"]), "nonsense")
        #expect(try await Tool.run(["help", "audit", "verify"]).status == 0)
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
            let other = try await Workbench.ready()
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
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: directory).first)
        #expect(made.output.contains(directory + "/" + name))
        let mode = try FileManager.default.attributesOfItem(atPath: directory + "/" + name)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try await Tool.run(["audit", "verify", bench.store + "/."], environment: environment).status == 0)
    }
}
