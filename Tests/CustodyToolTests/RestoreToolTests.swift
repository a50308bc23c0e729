import Custody
import Foundation
import Testing

@Suite("A store that was put back, and what was not recorded, through the tool") struct RestoreToolTests {
    private struct Signed: Decodable {
        var vkey: String
        var size: UInt64
    }

    private struct Report: Decodable {
        struct Log: Decodable {
            var log: AuditLog
            var restorations: [AuditReport.Restoration]
            var gaps: [AuditReport.Gap]
        }
        var isIntact: Bool
        var logs: [Log]
    }

    private func keys(_ bench: Workbench) async throws -> [String] {
        var keys: [String] = []
        for log in AuditLog.allCases {
            let run = try await bench.tool(
                "audit", "checkpoint", bench.store, "--log", log.rawValue, "--output",
                "\(bench.place.path)/\(log.rawValue).checkpoint", "--json")
            try #require(run.status == 0, "\(run.all)")
            keys += ["--vkey", try JSONDecoder().decode(Signed.self, from: Data(run.output.utf8)).vkey]
        }
        return keys
    }

    private func report(_ bench: Workbench, _ arguments: [String] = []) async throws -> Report {
        let run = try await bench.tool(["audit", "verify", bench.store, "--json"] + arguments)
        return try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    }

    @Test("an older copy is accepted on record, goes on under a new anchor, and stays named against the old one")
    func restored() async throws {
        let bench = try await Workbench.ready()
        let people = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(3))))
        try #require(people.status == 0, "\(people.all)")
        try #require(try await bench.disclose("P000001").status == 0)
        let keys = try await keys(bench)
        let (anchor, next) = (bench.place.path + "/anchor", bench.place.path + "/next")
        try #require(try await bench.tool("audit", "anchor", bench.store, "--anchor", anchor).status == 0)
        let backup = bench.place.path + "/backup"
        try FileManager.default.copyItem(atPath: bench.store, toPath: backup)
        for subject in ["P000001", "P000002", "P000003"] { try #require(try await bench.disclose(subject).status == 0) }
        try #require(try await bench.tool("audit", "anchor", bench.store, "--anchor", anchor).status == 0)
        let needless = try await bench.tool(
            ["audit", "accept-restore", bench.store, "--anchor", anchor, "--reason", "none"] + keys)
        #expect(needless.status == 2 && needless.all.contains("nothing to accept"), "\(needless.all)")

        try FileManager.default.removeItem(atPath: bench.store)
        try FileManager.default.copyItem(atPath: backup, toPath: bench.store)
        let bare = try await bench.tool("audit", "accept-restore", bench.store, "--reason", "the disk broke")
        #expect(bare.status == 2 && bare.all.contains("--anchor"), "\(bare.all)")
        let accepted = try await bench.tool(
            ["audit", "accept-restore", bench.store, "--anchor", anchor, "--reason", "the disk broke"] + keys)
        #expect(accepted.status == 0 && accepted.output.contains("accepted: entry access"), "\(accepted.all)")
        let told = try await bench.tool(["audit", "verify", bench.store, "--anchor", anchor] + keys)
        #expect(told.status == 3 && told.all.contains("restored"), "\(told.all)")
        try #require(try await bench.tool("audit", "anchor", bench.store, "--anchor", next).status == 0)
        let report = try await report(bench, ["--anchor", next] + keys)
        #expect(report.isIntact)
        #expect(report.logs.first { $0.log == .access }?.restorations.count == 1)
        try await bench.requireUnharmed("P000001")
    }

    @Test("what a host could not record is told by the log")
    func gap() async throws {
        let bench = try await Workbench.ready()
        let time = SystemClock().now().description
        func gap(_ count: String, _ from: String, _ to: String) async throws -> Tool.Run {
            try await bench.tool("audit", "gap", bench.store, "--count", count, "--from", from, "--to", to)
        }
        for (count, from, to) in [
            ("0", time, time), ("12", time, "9999-01-01T00:00:00Z"), ("12", "0001-01-01T00:00:00Z", time),
        ] {
            let wrong = try await gap(count, from, to)
            #expect(wrong.status == 2 && wrong.errors.contains("invalidInput"), "\(wrong.all)")
        }
        let run = try await gap("12", time, time)
        #expect(run.status == 0 && run.output.contains("tells of the gap"), "\(run.all)")
        let report = try await report(bench)
        #expect(report.isIntact)
        #expect(report.logs.flatMap(\.gaps).map(\.dropped) == [12])
        let shown = try await bench.tool("audit", "verify", bench.store)
        #expect(shown.output.contains("12 events"), "\(shown.all)")
    }
}
