import Custody
import Foundation
import Testing

@Suite("Proofs, checkpoints and exports through the tool") struct ProofToolTests {
    private struct Signed: Decodable {
        var vkey: String
        var size: UInt64
        var origin: String
    }

    /// A store with a few people and reads in it.
    private func filled(isOwn: Bool = false) async throws -> Workbench {
        let bench = try await Workbench.ready(isOwn: isOwn)
        let run = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(3))))
        try #require(run.status == 0, "\(run.all)")
        try #require(try await bench.disclose("P000001").status == 0)
        return bench
    }

    private func checkpoint(_ bench: Workbench, _ log: String, to file: String) async throws -> Signed {
        let run = try await bench.tool(
            "audit", "checkpoint", bench.store, "--log", log, "--output", bench.place.path + "/" + file, "--json")
        try #require(run.status == 0, "\(run.all)")
        return try JSONDecoder().decode(Signed.self, from: Data(run.output.utf8))
    }

    private func copyStore(_ bench: Workbench, _ from: String, _ to: String) throws {
        try? FileManager.default.removeItem(atPath: to)
        try FileManager.default.copyItem(atPath: from, toPath: to)
    }

    private func expectFailure(_ run: Tool.Run, _ status: Int32, _ words: String...) {
        #expect(run.status == status, "\(run.all)")
        #expect(!run.wasSignalled)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)") }
    }

    @Test("a receipt is checked without the store, and an altered one is refused")
    func receipt() async throws {
        let bench = try await filled()
        let signed = try await checkpoint(bench, "access", to: "access.checkpoint")
        let file = bench.place.path + "/read.tlog-proof"
        let made = try await bench.tool(
            "audit", "receipt", bench.store, "--log", "access", "--index", "0", "--output", file)
        try #require(made.status == 0, "\(made.all)")
        let shown = try await bench.tool("audit", "receipt", bench.store, "--log", "access", "--index", "0")
        #expect(Data(shown.output.utf8) == (try Data(contentsOf: URL(filePath: file))))
        let checked = try await Tool.run(["audit", "check", file, "--vkey", signed.vkey])
        #expect(checked.status == 0, "\(checked.all)")
        #expect(checked.output.contains("it holds"))
        #expect(checked.output.contains("read"))
        let held = try await Tool.run(["audit", "check", bench.place.path + "/access.checkpoint", "--vkey", signed.vkey])
        #expect(held.status == 0, "\(held.all)")

        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes[60] ^= 1
        let altered = try bench.write("altered.tlog-proof", bytes)
        expectFailure(try await Tool.run(["audit", "check", altered, "--vkey", signed.vkey]), 3, altered)
        let evidence = try await checkpoint(bench, "evidence", to: "evidence.checkpoint")
        expectFailure(try await Tool.run(["audit", "check", file, "--vkey", evidence.vkey]), 3, "otherOrigin")
    }

    @Test("the way from an earlier checkpoint is shown, and leads to the newest")
    func proof() async throws {
        let bench = try await filled()
        let signed = try await checkpoint(bench, "access", to: "first.checkpoint")
        try #require(try await bench.disclose("P000002").status == 0)
        let run = try await bench.tool("audit", "proof", bench.store, "--log", "access", "--from", "\(signed.size)")
        try #require(run.status == 0, "\(run.all)")
        let log = TrustedLog(try NoteVerifier(signed.vkey))
        let first = try Data(contentsOf: bench.place.appending(path: "first.checkpoint"))
        let held = try log.checkpoint(decoding: Array(first)).checkpoint
        let newest = try CheckpointUpdate(decoding: Array(run.output.utf8)).verify(continuing: held, in: log)
        #expect(newest.checkpoint.size > held.size)
    }

    @Test("exported tiles hold for the library's own checker and for another one, and an altered file is found")
    func tiles() async throws {
        let bench = try await filled()
        let out = bench.place.path + "/tiles"
        let made = try await bench.tool("audit", "export", bench.store, "--tlog-tiles", out, "--as", "officer-1")
        try #require(made.status == 0, "\(made.all)")
        for log in ["access", "evidence"] {
            let signed = try await checkpoint(bench, log, to: "\(log).checkpoint")
            let checked = try await Tool.run(["audit", "check", out + "/" + log, "--vkey", signed.vkey])
            #expect(checked.status == 0, "\(checked.all)")
            #expect(FileManager.default.fileExists(atPath: "\(out)/\(log)/checkpoint"))
            let entries = try FileManager.default.contentsOfDirectory(atPath: "\(out)/\(log)/tile/entries/000.p")
            let path = "\(out)/\(log)/tile/entries/000.p/\(try #require(entries.first))"
            var bytes = try Data(contentsOf: URL(filePath: path))
            bytes[40] ^= 1
            try bytes.write(to: URL(filePath: path))
            expectFailure(try await Tool.run(["audit", "check", out + "/" + log, "--vkey", signed.vkey]), 3, "inconsistent")
        }
        expectFailure(try await bench.tool("audit", "export", bench.store, "--tlog-tiles", out), 2, "alreadyExists")
        try await bench.requireUnharmed("P000001")
    }

    @Test("an older directory is named against an independently held checkpoint, and against an anchor")
    func older() async throws {
        let bench = try await filled()
        let early = try await checkpoint(bench, "access", to: "early.checkpoint")
        let anchor = bench.place.path + "/anchor"
        try #require(try await bench.tool("audit", "anchor", bench.store, "--anchor", anchor).status == 0)
        let backup = bench.place.path + "/backup"
        try copyStore(bench, bench.store, backup)
        for subject in ["P000001", "P000002", "P000003"] { try #require(try await bench.disclose(subject).status == 0) }
        let late = try await checkpoint(bench, "access", to: "late.checkpoint")
        #expect(late.vkey == early.vkey)
        try #require(try await bench.tool("audit", "anchor", bench.store, "--anchor", anchor).status == 0)
        let (first, second) = (bench.place.path + "/early.checkpoint", bench.place.path + "/late.checkpoint")
        let intact = try await bench.tool(
            "audit", "verify", bench.store, "--checkpoint", first, "--checkpoint", second, "--vkey", early.vkey)
        #expect(intact.status == 0, "\(intact.all)")
        #expect(intact.output.contains("anchored up to \(late.size)"))

        try copyStore(bench, backup, bench.store)
        try await bench.requireUnharmed()
        expectFailure(
            try await bench.tool(
                "audit", "verify", bench.store, "--checkpoint", first, "--checkpoint", second, "--vkey", early.vkey),
            3, "olderState", "an older state was put back")
        expectFailure(
            try await bench.tool("audit", "verify", bench.store, "--anchor", anchor, "--vkey", early.vkey), 3, "olderState")
        // It goes on from there, and is a fork as soon as it is as long.
        for _ in 0..<6 { try #require(try await bench.disclose("P000003").status == 0) }
        expectFailure(
            try await bench.tool(
                "audit", "verify", bench.store, "--checkpoint", first, "--checkpoint", second, "--vkey", early.vkey),
            3, "forked")
        expectFailure(try await bench.tool("audit", "anchor", bench.store, "--anchor", anchor), 3, "integrity")
    }

    @Test("another store's log, in the place of this one, is named")
    func replaced() async throws {
        let (bench, other) = (try await filled(), try await filled(isOwn: true))
        let signed = try await checkpoint(bench, "evidence", to: "evidence.checkpoint")
        let file = bench.place.path + "/evidence.checkpoint"
        expectFailure(
            try await other.tool("audit", "verify", other.store, "--checkpoint", file, "--vkey", signed.vkey), 3, "otherOrigin")
    }

    @Test("a replaced key is learned from its receipt, and not believed without")
    func rotation() async throws {
        let bench = try await filled()
        let old = try await checkpoint(bench, "access", to: "old.checkpoint")
        let run = try await bench.tool("audit", "rotate-key", bench.store, "--receipts", bench.place.path)
        try #require(run.status == 0, "\(run.all)")
        let new = try await checkpoint(bench, "access", to: "new.checkpoint")
        #expect(new.vkey != old.vkey)
        let (receipt, held) = (bench.place.path + "/access.tlog-proof", bench.place.path + "/old.checkpoint")
        expectFailure(
            try await bench.tool("audit", "verify", bench.store, "--checkpoint", held, "--vkey", old.vkey), 3, "foreignKey")
        let led = try await bench.tool(
            "audit", "verify", bench.store, "--checkpoint", held, "--vkey", old.vkey, "--rotation", receipt)
        #expect(led.status == 0, "\(led.all)")
        let checked = try await Tool.run(
            ["audit", "check", bench.place.path + "/new.checkpoint", "--vkey", old.vkey, "--rotation", receipt])
        #expect(checked.status == 0, "\(checked.all)")
        // Both keys signed it, so that the old one alone leads here too.
        let dual = try await Tool.run(["audit", "check", bench.place.path + "/new.checkpoint", "--vkey", old.vkey])
        #expect(dual.status == 0, "\(dual.all)")
        expectFailure(
            try await Tool.run(
                ["audit", "check", bench.place.path + "/new.checkpoint", "--vkey", old.vkey, "--rotation", held]), 2,
            "malformed")
        try await bench.requireUnharmed("P000001")
    }

    @Test("bad input gets a clear error, writes nothing and harms nothing")
    func badInput() async throws {
        let bench = try await filled()
        let signed = try await checkpoint(bench, "access", to: "access.checkpoint")
        let file = bench.place.path + "/access.checkpoint"
        let out = bench.place.path + "/out"
        let store = bench.store
        expectFailure(
            try await bench.tool("audit", "receipt", store, "--log", "access", "--index", "999", "--output", out), 2,
            "invalidInput")
        #expect(!FileManager.default.fileExists(atPath: out))
        expectFailure(try await bench.tool("audit", "receipt", store, "--log", "gossip", "--index", "0"), 2, "--log")
        expectFailure(try await bench.tool("audit", "receipt", store, "--log", "access", "--index", "-1"), 2)
        expectFailure(
            try await bench.tool("audit", "receipt", store, "--log", "access", "--index", "0", "--output", file), 2,
            "fileExists")
        expectFailure(try await bench.tool("audit", "proof", store, "--log", "access", "--from", "999"), 2, "invalidInput")
        expectFailure(
            try await bench.tool("audit", "verify", store, "--checkpoint", file, "--vkey", "no key"), 2, "--vkey")
        expectFailure(try await bench.tool("audit", "verify", store, "--checkpoint", file), 2, "--vkey")
        expectFailure(try await bench.tool("audit", "verify", store, "--vkey", signed.vkey), 2, "--checkpoint")
        expectFailure(
            try await bench.tool("audit", "verify", store, "--checkpoint", bench.place.path + "/none", "--vkey", signed.vkey),
            2,
            "unreadableFile")
        expectFailure(
            try await bench.tool("audit", "verify", store, "--anchor", bench.place.path + "/none", "--vkey", signed.vkey), 2,
            "noCheckpoint")
        let junk = try bench.write("junk", "junk\n")
        expectFailure(
            try await bench.tool("audit", "verify", store, "--checkpoint", junk, "--vkey", signed.vkey), 2, "malformed")
        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes[bytes.count - 20] = bytes[bytes.count - 20] == 65 ? 66 : 65
        let forged = try bench.write("forged", bytes)
        expectFailure(
            try await bench.tool("audit", "verify", store, "--checkpoint", forged, "--vkey", signed.vkey), 2, "tampered")
        expectFailure(try await bench.tool("audit", "export", store, "--tlog-tiles", store + "/tiles"), 2, "insideStore")
        expectFailure(try await bench.tool("audit", "anchor", store, "--anchor", store + "/anchor"), 2, "insideStore")
        expectFailure(
            try await bench.tool("audit", "rotate-key", store, "--receipts", bench.place.path + "/none"), 2, "unwritableFile")
        expectFailure(try await Tool.run(["audit", "check", file]), 2, "--vkey")
        expectFailure(try await Tool.run(["audit", "check", bench.place.path + "/none", "--vkey", signed.vkey]), 2)
        expectFailure(try await Tool.run(["audit", "check", junk, "--vkey", signed.vkey]), 3, "malformed")
        try await bench.requireUnharmed("P000001")
    }
}
