import Custody
import Foundation
import Testing

@Suite("Pruning through the tool") struct PruneToolTests {
    /// What a clock showed more than a year ago.
    private struct PastClock: CustodyClock {
        func now() -> Instant { SystemClock().now().adding(milliseconds: -400 * 86_400_000) }
    }

    /// A store whose first so many reads are more than a year old.
    private func aged(_ reads: Int = 260) async throws -> Workbench {
        let bench = try await Workbench.ready()
        let run = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(2))))
        try #require(run.status == 0, "\(run.all)")
        let clock = PastClock()
        let custodian = try await Custodian.open(at: bench.store, keys: try KeyFile.provider(at: bench.key), clock: clock)
        let agent = Principal("support-1", Authentication(.asserted, at: clock.now(), by: "test", level: 0))
        for _ in 0..<reads {
            _ = try await custodian.disclose(
                [FieldRequest("contact_name")], of: "customer", about: SubjectID(SampleCSV.subject(1)), for: "customerCare",
                to: agent)
        }
        try await custodian.close()
        return bench
    }

    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    @Test("shows by default, does it when told to, and verification tells the range and finds another export")
    func story() async throws {
        let bench = try await aged()
        let (export, anchor) = (bench.place.path + "/export", bench.place.path + "/anchor")
        let prune = ["audit", "prune", bench.store, "--log", "access"]
        let shown = try await bench.tool(prune)
        expect(shown, 0, "entries 0..<256 would go: 256", "kept for 12 months", "Nothing was removed")
        #expect(!FileManager.default.fileExists(atPath: export))
        expect(try await bench.tool(prune), 0, "entries 0..<256 would go: 256")
        expect(try await bench.tool("audit", "prune", bench.store, "--log", "evidence"), 0, "nothing would go")

        let doing = prune + ["--execute", "--export", export, "--anchor", anchor, "--as"]
        expect(try await bench.tool(doing + ["support-1"]), 1, "denied")
        // Nothing was written for who may not; an export that lies there is read, and is as good as a new one.
        expect(try await bench.tool(doing + ["officer-1"]), 0, "entries 0..<256 were removed", "digest")
        expect(try await bench.tool(doing + ["officer-1"]), 0, "nothing was removed")
        #expect(FileManager.default.fileExists(atPath: export + "/tile/entries/000"))

        let checkpoint = try await bench.tool("audit", "checkpoint", bench.store, "--log", "access", "--json")
        struct Signed: Decodable { var vkey: String }
        let key = try JSONDecoder().decode(Signed.self, from: Data(checkpoint.output.utf8)).vkey
        let verify = ["audit", "verify", bench.store, "--anchor", anchor, "--vkey", key, "--export"]
        expect(
            try await bench.tool(verify + [export]), 0, "entries 0..<256 pruned: by entry", "kept for 12 months",
            "an anchored checkpoint from before vouches for what was pruned")
        expect(try await bench.tool("audit", "verify", bench.store), 0, "nothing outside the store vouches")
        expect(try await Tool.run(["audit", "check", export, "--vkey", key]), 0)

        // Another export than the one that was made before.
        let other = bench.place.path + "/other"
        expect(try await bench.tool("audit", "export", bench.store, "--tlog-tiles", other), 0)
        expect(try await bench.tool(verify + [other + "/access"]), 2, "SHA256SUMS")
        let list = URL(filePath: export + "/SHA256SUMS")
        let lines = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
        try Data((lines.dropLast().joined(separator: "\n") + "\n").utf8).write(to: list)
        expect(try await bench.tool(verify + [export]), 3, "no prune of the log names the export at hand")
    }

    @Test("what means nothing is refused before anything is written")
    func badInput() async throws {
        let bench = try await aged(256)
        let prune = ["audit", "prune", bench.store, "--log", "access"]
        let (export, anchor) = (bench.place.path + "/export", bench.place.path + "/anchor")
        for arguments in [
            ["--execute"], ["--execute", "--export", export, "--as", "officer-1"], ["--export", export],
            ["--below", "255"], ["--below", "512"],
            ["--execute", "--export", export, "--anchor", export + "/anchor", "--as", "officer-1"],
        ] {
            expect(try await bench.tool(prune + arguments), 2, "usage")
        }
        for below in ["-256", "many"] { expect(try await bench.tool(prune + ["--below", below]), 2, "--below") }
        for inside in [
            ["--export", bench.store + "/export", "--anchor", anchor],
            ["--export", export, "--anchor", bench.store + "/anchor"],
        ] {
            expect(try await bench.tool(prune + ["--execute", "--as", "officer-1"] + inside), 2, "insideStore")
        }
        expect(try await bench.tool("audit", "prune", bench.store, "--log", "trash"), 2, "--log")
        expect(try await bench.tool("audit", "prune", bench.place.path + "/nowhere", "--log", "access"), 2, "notAStore")
        // A directory with something else in it is no export, and a file is no directory.
        try FileManager.default.createDirectory(atPath: export, withIntermediateDirectories: true)
        _ = try bench.write("export/letter.txt", "Dear all")
        let doing = ["--execute", "--anchor", anchor, "--as", "officer-1", "--export"]
        expect(try await bench.tool(prune + doing + [export]), 1, "notExported", "SHA256SUMS")
        expect(try await bench.tool(prune + doing + [try bench.write("file", "x")]), 2, "unreadableFile")
        expect(try await bench.tool(prune), 0, "entries 0..<256 would go")
        try await bench.requireUnharmed("P000001")
    }
}
