import Custody
import Foundation
import Testing

@Suite("Backups, certificates and holds with the tool") struct BackupToolTests {
    /// Erases a person, remembering it where it is told to.
    private func erase(_ subject: String, _ bench: Workbench, remembering place: String) async throws -> String {
        let key = "\(bench.place.path)/lead.key"
        if !FileManager.default.fileExists(atPath: key) {
            try #require(try await bench.tool("principal", "keygen", "--output", key).status == 0 || true)
            try #require(
                try await bench.tool("principal", "enroll", bench.store, "lead-1", "--public-key", key + ".pub").status == 0)
        }
        let (plan, certificate) = ("\(bench.place.path)/\(subject).json", "\(bench.place.path)/\(subject).certificate")
        for arguments in [
            [
                "erase", "plan", bench.store, "--subject", subject, "--ground", "noLongerNecessary", "--as", "officer-1",
                "--output", plan,
            ],
            ["erase", "approve", bench.store, plan, "--as", "lead-1", "--sign-with", key],
            [
                "erase", "execute", bench.store, plan, "--as", "officer-1", "--certificate", certificate, "--erasures", place,
            ],
        ] {
            let run = try await bench.tool(arguments)
            try #require(run.status == 0, "\(run.all)")
        }
        return certificate
    }

    @Test("total loss: what is put back holds whom it should, and erases again whom it must not bring back")
    func totalLoss() async throws {
        let bench = try await Workbench.ready()
        let people = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(3))))
        try #require(people.status == 0, "\(people.all)")
        let (data, keys, anchor) = (bench.place.path + "/data", bench.place.path + "/keys", bench.place.path + "/erasures")
        let made = try await bench.tool("backup", bench.store, "--data", data, "--keys", keys)
        #expect(made.status == 0 && made.output.contains("expires at"), "\(made.all)")
        let again = try await bench.tool("backup", bench.store, "--data", data)
        #expect(again.status == 2, "a backup is not written over: \(again.all)")
        let certificate = try await erase("P000002", bench, remembering: anchor)

        let key = try await bench.tool("certificate", "key", bench.store)
        let hex = key.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let checked = try await Tool.run(["certificate", "verify", certificate, "--key", hex])
        #expect(checked.status == 0 && checked.output.contains("none was given or opened"), "\(checked.all)")
        #expect(checked.output.contains("backups of the keys"), "\(checked.output)")
        let wrong = try await Tool.run(["certificate", "verify", certificate, "--key", String(hex.reversed())])
        #expect(wrong.status == 3, "\(wrong.all)")
        let text = try String(contentsOfFile: certificate, encoding: .utf8)
        let forged = try bench.write("forged", text.replacing("noLongerNecessary", with: "childData"))
        let refused = try await Tool.run(["certificate", "verify", forged, "--key", hex])
        #expect(refused.status == 3, "\(refused.all)")

        try FileManager.default.removeItem(atPath: bench.store)
        let bare = try await bench.tool("restore", bench.store, "--data", data, "--keys", keys, "--reason", "the disk broke")
        #expect(bare.status == 1 && bare.all.contains("unanchored"), "\(bare.all)")
        let back = try await bench.tool(
            "restore", bench.store, "--data", data, "--keys", keys, "--reason", "the disk broke", "--erasures", anchor)
        #expect(back.status == 0 && back.output.contains("1 erasures"), "\(back.all)")
        #expect(back.errors.contains("a key file of its own"), "\(back.all)")
        try await bench.requireUnharmed("P000001")
        let gone = try await bench.disclose("P000002")
        #expect(gone.status == 1 && gone.all.contains("erased"), "\(gone.all)")
    }

    @Test("a backup that is not there is bad input, and a directory that is none is damage")
    func absent() async throws {
        let bench = try await Workbench.ready()
        let (data, keys, other) = (bench.place.path + "/data", bench.place.path + "/keys", bench.place.path + "/other")
        try #require(try await bench.tool("backup", bench.store, "--data", data, "--keys", keys).status == 0)
        func restore(_ data: String, _ keys: String) async throws -> Tool.Run {
            try await bench.tool("restore", other, "--data", data, "--keys", keys, "--reason", "a drill")
        }
        let none = bench.place.path + "/none"
        for run in [try await restore(none, keys), try await restore(data, none), try await restore(bench.key, keys)] {
            #expect(run.status == 2 && run.errors.contains("unreadableFile"), "\(run.all)")
        }
        let torn = try await restore(bench.place.path, keys)
        #expect(torn.status == 3 && torn.errors.contains("tornBackup"), "\(torn.all)")
        #expect(!FileManager.default.fileExists(atPath: other))
    }

    @Test("a certificate's name that is taken is refused before anything is erased, and what was erased already is told")
    func certificateName() async throws {
        let bench = try await Workbench.ready()
        let people = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(1))))
        try #require(people.status == 0, "\(people.all)")
        let key = "\(bench.place.path)/lead.key"
        try #require(try await bench.tool("principal", "keygen", "--output", key).status == 0)
        try #require(
            try await bench.tool("principal", "enroll", bench.store, "lead-1", "--public-key", key + ".pub").status == 0)
        let plan = "\(bench.place.path)/plan.json"
        let planning = [
            "erase", "plan", bench.store, "--subject", SampleCSV.subject(1), "--ground", "noLongerNecessary", "--as",
            "officer-1", "--output",
        ]
        try #require(try await bench.tool(planning + [plan]).status == 0)
        try #require(
            try await bench.tool("erase", "approve", bench.store, plan, "--as", "lead-1", "--sign-with", key).status == 0)
        func execute(_ certificate: String) async throws -> Tool.Run {
            let path = bench.place.path + "/" + certificate
            return try await bench.tool("erase", "execute", bench.store, plan, "--as", "officer-1", "--certificate", path)
        }
        let taken = try bench.write("taken", "something else")
        let refused = try await execute("taken")
        #expect(refused.status == 2 && refused.errors.contains("fileExists"), "\(refused.all)")
        #expect(try String(contentsOfFile: taken, encoding: .utf8) == "something else")
        try await bench.requireUnharmed(SampleCSV.subject(1))

        let done = try await execute("certificate")
        #expect(done.status == 0, "\(done.all)")
        let again = try await execute("again")
        #expect(again.status == 1 && again.errors.contains("may have erased the person already"), "\(again.all)")
        let planned = try await bench.tool(planning + [bench.place.path + "/anew.json"])
        #expect(planned.status == 1 && planned.errors.contains("(erased)"), "\(planned.all)")
        let left = try FileManager.default.contentsOfDirectory(atPath: bench.place.path).filter {
            $0.hasPrefix("again") || $0.hasPrefix("anew") || $0.hasSuffix(".new")
        }
        #expect(left.isEmpty, "\(left)")
    }

    @Test("the certificate of an erasure is written again, by plan, digest or token, for whoever may erase")
    func certificateAgain() async throws {
        let bench = try await Workbench.ready()
        let people = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(1))))
        try #require(people.status == 0, "\(people.all)")
        let first = try await erase("P000001", bench, remembering: bench.place.path + "/erasures")
        func read(_ path: String) throws -> ErasureCertificate {
            try JSONDecoder().decode(ErasureCertificate.self, from: Data(contentsOf: URL(filePath: path)))
        }
        func write(_ name: String, as who: String = "officer-1", _ arguments: [String]) async throws -> Tool.Run {
            let target = ["--as", who, "--certificate", bench.place.path + "/" + name]
            return try await bench.tool(["erase", "certificate", bench.store] + target + arguments)
        }
        let said = try read(first).statement
        let key = try await bench.tool("certificate", "key", bench.store)
        let hex = key.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let ways = [
            "plan": ["--plan", bench.place.path + "/P000001.json"], "digest": ["--digest", said.plan.hex],
            "token": ["--erased", "\(said.subject.handle)"],
        ]
        for (name, arguments) in ways.sorted(by: { $0.key < $1.key }) {
            let run = try await write(name, arguments)
            try #require(run.status == 0, "\(name): \(run.all)")
            #expect(try read(bench.place.path + "/" + name).statement == said)
            let checked = try await Tool.run(["certificate", "verify", bench.place.path + "/" + name, "--key", hex])
            #expect(checked.status == 0, "\(checked.all)")
        }
        let denied = try await write("denied", as: "support-1", ["--digest", said.plan.hex])
        #expect(denied.status == 1 && denied.errors.contains("denied"), "\(denied.all)")
        let none = String(repeating: "0", count: 64)
        for arguments in [["--digest", none], ["--erased", String(none.prefix(32))]] {
            let run = try await write("none", arguments)
            #expect(run.status == 2 && run.errors.contains("unknownRecord"), "\(run.all)")
        }
        for arguments in [[], ["--digest", none, "--erased", String(none.prefix(32))], ["--digest", "0"]] {
            #expect(try await write("none", arguments).status == 2)
        }
        for name in ["denied", "none"] { #expect(!FileManager.default.fileExists(atPath: bench.place.path + "/" + name)) }
    }

    @Test("a hold refuses an erasure, is listed, and released")
    func holds() async throws {
        let bench = try await Workbench.ready()
        let people = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(1))))
        try #require(people.status == 0, "\(people.all)")
        let officer = ["--as", "officer-1"]
        let alias = try await bench.tool(
            ["subject", "link", bench.store, "--subject", "P000001", "--alias", "other", "--reason", "one person"] + officer)
        #expect(alias.status == 0 && alias.output.contains("2 identifiers"), "\(alias.all)")
        let placed = try await bench.tool(
            ["hold", "place", bench.store, "--subject", "other", "--reference", "Case 1", "--json"] + officer)
        try #require(placed.status == 0, "\(placed.all)")
        struct Placed: Decodable {
            struct Hold: Decodable { var id: String }
            var holds: [Hold]
        }
        let id = try JSONDecoder().decode(Placed.self, from: Data(placed.output.utf8)).holds[0].id
        let plan = try await bench.tool(
            [
                "erase", "plan", bench.store, "--subject", "P000001", "--ground", "noLongerNecessary", "--output",
                bench.place.path + "/plan.json",
            ] + officer)
        #expect(plan.status == 1 && plan.all.contains("legal hold"), "\(plan.all)")
        let listed = try await bench.tool("hold", "list", bench.store)
        #expect(listed.output.contains(id) && listed.output.contains("Case 1"), "\(listed.all)")
        let released = try await bench.tool(
            [
                "hold", "release", bench.store, "--hold", id, "--reason", "settled", "--certificate",
                bench.place.path + "/c.json",
            ] + officer)
        #expect(released.status == 0, "\(released.all)")
        #expect(!FileManager.default.fileExists(atPath: bench.place.path + "/c.json"), "nothing was suspended")
        #expect(try await bench.tool("hold", "list", bench.store).output.contains("no holds"))
    }
}
