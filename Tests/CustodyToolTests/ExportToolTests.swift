import Custody
import Foundation
import Testing

@Suite("Exports through the tool") struct ExportToolTests {
    private struct Signed: Decodable { var vkey: String }

    private struct Exported: Decodable { var digest: String }

    private struct Checked: Decodable {
        struct Report: Decodable {
            var digest: String
            var areNamesProven: Bool
        }

        var isIntact: Bool
        var report: Report
    }

    private func filled(isOwn: Bool = false) async throws -> Workbench {
        let bench = try await Workbench.ready(isOwn: isOwn)
        let run = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(3))))
        try #require(run.status == 0, "\(run.all)")
        try #require(try await bench.disclose("P000001").status == 0)
        return bench
    }

    private func keys(_ bench: Workbench) async throws -> [String] {
        var arguments: [String] = []
        for log in ["evidence", "access"] {
            let run = try await bench.tool("audit", "checkpoint", bench.store, "--log", log, "--json")
            arguments += ["--vkey", try JSONDecoder().decode(Signed.self, from: Data(run.output.utf8)).vkey]
        }
        return arguments
    }

    private func export(_ bench: Workbench, _ out: String, _ more: String...) async throws -> Tool.Run {
        try await bench.tool(["audit", "export", bench.store, out] + more)
    }

    private func expectFailure(_ run: Tool.Run, _ status: Int32, _ words: String...) {
        #expect(run.status == status, "\(run.all)")
        #expect(!run.wasSignalled)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)") }
    }

    @Test("a bundle is written, verifies without the store, and each altered file is named", arguments: ["ndjson", "ocsf"])
    func bundle(_ format: String) async throws {
        let bench = try await filled()
        let out = bench.place.path + "/out"
        let made = try await export(bench, out, "--format", format, "--for", "the yearly audit", "--as", "officer-1", "--json")
        try #require(made.status == 0, "\(made.all)")
        let digest = try JSONDecoder().decode(Exported.self, from: Data(made.output.utf8)).digest
        let vkeys = try await keys(bench)
        let checked = try await Tool.run(["audit", "verify-export", out, "--json"] + vkeys)
        #expect(checked.status == 0, "\(checked.all)")
        let report = try JSONDecoder().decode(Checked.self, from: Data(checked.output.utf8))
        #expect(report.isIntact && report.report.digest == digest)
        #expect(report.report.areNamesProven == (format == "ndjson"))
        let bare = try await Tool.run(["audit", "verify-export", out])
        #expect(bare.status == 0 && bare.output.contains("give --vkey"), "\(bare.all)")
        let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
        #expect(names == ["access.checkpoint", "access.ndjson", "evidence.checkpoint", "evidence.ndjson", "manifest.json"])
        for name in names where name != "manifest.json" {
            let file = URL(filePath: out + "/" + name)
            let bytes = try Data(contentsOf: file)
            var altered = bytes
            altered[bytes.count / 2] ^= 1
            try altered.write(to: file)
            expectFailure(try await Tool.run(["audit", "verify-export", out] + vkeys), 3, name, "DAMAGED")
            try bytes.write(to: file)
        }
        try FileManager.default.removeItem(atPath: out + "/manifest.json")
        expectFailure(try await Tool.run(["audit", "verify-export", out]), 3, "manifest.json", "missing")
        try await bench.requireUnharmed("P000001")
    }

    @Test("filters narrow a bundle down, and the log says what was exported and what for")
    func filtered() async throws {
        let bench = try await filled()
        let out = bench.place.path + "/part"
        let made = try await export(
            bench, out, "--format", "ndjson", "--for", "P000001 asked", "--subject", "P000001", "--action", "read")
        try #require(made.status == 0, "\(made.all)")
        let text = try String(contentsOfFile: out + "/access.ndjson", encoding: .utf8)
        #expect(text.split(separator: "\n").count == 1)
        #expect(text.contains("\"action\":\"read\"") && text.contains("contact_name"))
        #expect(!text.contains("P000001") && !text.contains("support-1"))
        let checked = try await Tool.run(["audit", "verify-export", out] + keys(bench))
        #expect(checked.status == 0, "\(checked.all)")
        let named = bench.place.path + "/named"
        let naming = try await export(
            bench, named, "--format", "ndjson", "--for", "a court", "--log", "access", "--as", "officer-1", "--name-actors",
            "a court order")
        #expect(naming.status == 0, "\(naming.all)")
        #expect(try String(contentsOfFile: named + "/access.ndjson", encoding: .utf8).contains("support-1"))
    }

    @Test("bad input gets a clear error, and nothing is left that looks complete")
    func badInput() async throws {
        let bench = try await filled()
        let out = bench.place.path + "/out"
        func left() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: bench.place.path).sorted() }
        let before = try left()
        expectFailure(try await export(bench, out, "--format", "pdf", "--for", "x"), 2, "--format")
        expectFailure(try await export(bench, out, "--for", "x"), 2, "--format")
        expectFailure(try await export(bench, out, "--format", "ndjson"), 2, "--for")
        expectFailure(try await export(bench, out, "--format", "ndjson", "--for", " "), 2, "invalidInput")
        expectFailure(
            try await export(bench, out, "--format", "ndjson", "--for", "x", "--as", "support-1"), 1, "denied")
        expectFailure(
            try await export(bench, out, "--format", "ndjson", "--for", "x", "--name-actors", "why not"), 2, "--as")
        expectFailure(
            try await export(bench, out, "--format", "tlog-tiles", "--for", "x", "--log", "access"), 2, "whole logs")
        expectFailure(
            try await export(bench, out, "--format", "tlog-tiles", "--as", "support-1"), 1, "denied")
        expectFailure(
            try await export(bench, out, "--format", "ndjson", "--for", "x", "--purpose", "spying"), 2, "unknownPurpose")
        expectFailure(
            try await export(bench, bench.store + "/out", "--format", "ndjson", "--for", "x"), 2, "insideStore")
        expectFailure(
            try await export(bench, "/proc/none/out", "--format", "ndjson", "--for", "x"), 2, "/proc")
        #expect(try left() == before)
        let held = bench.place.path + "/held"
        try FileManager.default.createDirectory(atPath: held, withIntermediateDirectories: true)
        try Data([1]).write(to: URL(filePath: held + "/file"))
        expectFailure(try await export(bench, held, "--format", "ocsf", "--for", "x"), 2, "alreadyExists")
        #expect(try FileManager.default.contentsOfDirectory(atPath: held) == ["file"])
        expectFailure(try await Tool.run(["audit", "verify-export", bench.place.path + "/none"]), 2)
        expectFailure(try await Tool.run(["audit", "verify-export", held]), 3, "manifest.json")
        try await bench.requireUnharmed("P000001")
    }

    @Test("a key of another log is not taken for one of the bundle's")
    func foreign() async throws {
        let (bench, other) = (try await filled(), try await filled(isOwn: true))
        let out = bench.place.path + "/out"
        try #require(try await export(bench, out, "--format", "ndjson", "--for", "x").status == 0)
        expectFailure(try await Tool.run(["audit", "verify-export", out] + keys(other)), 3, "otherOrigin")
    }
}
