import Foundation
import Testing

@Suite("An option that nothing would come of")
struct UnheardOptionTests {
    private static let id = String(repeating: "0", count: 32)
    private static let commands: [([String], String)] = [
        (act("assess", "--reason", "r"), "--reason is for what --risk records"),
        (act("respond", "--done", "0", "--reason", "r"), "--reason says why a task is not needed"),
        (act("custody", "FILE", "--holder", "h", "--at", "2026-01-01", "--was", "returned"), "--was is for evidence"),
        (
            act("custody", "FILE", "--holder", "h", "--at", "2026-01-01", "--number", "0", "--name", "n"),
            "evidence has the name"
        ),
        (act("contain", "--reason", "r"), "one measure at a time"),
        (advance("grant", "--reason", "b"), "leave --reason out"),
        (advance("grant", "--of", id), "--of is for the step"),
        (["audit", "rotate-key", "STORE", "--receipts", "OUT", "--number", "1"], "--number says what --again writes"),
        (
            ["audit", "rotate-key", "STORE", "--receipts", "OUT", "--again", "--as", "officer-1"],
            "--as is for who replaces the key"
        ),
        (["audit", "export", "STORE", "OUT", "--format", "tlog-tiles", "--for", "the audit"], "do not say what for"),
    ]

    private static func act(_ name: String, _ more: String...) -> [String] {
        ["incident", name, "STORE", "--incident", id, "--as", "officer-1"] + more
    }

    private static func advance(_ step: String, _ more: String...) -> [String] {
        ["request", "advance", "STORE", "--id", id, "--as", "officer-1", "--step", step] + more
    }

    @Test("is told, and nothing is done")
    func told() async throws {
        let bench = try await Workbench.ready()
        let (file, out) = (try bench.write("evidence.bin", "x"), bench.place.path + "/out")
        let logged = try await bench.tool("audit", "log", bench.store).output
        for (command, words) in Self.commands {
            let run = try await bench.tool(command.map { ["STORE": bench.store, "FILE": file, "OUT": out][$0] ?? $0 })
            #expect(run.status == 2 && run.errors.contains(words), "\(command): \(run.all)")
            #expect(!FileManager.default.fileExists(atPath: out), "\(command)")
        }
        // What the first reading recorded is the only line more.
        let after = try await bench.tool("audit", "log", bench.store).output
        #expect(after.split(separator: "\n").count == logged.split(separator: "\n").count + 1, "\(after)")
    }

    @Test("evidence that is larger than any document is taken into custody")
    func largeEvidence() async throws {
        let bench = try await Workbench.ready()
        let opened = try await bench.tool("incident", "open", bench.store, "--title", "x", "--as", "officer-1", "--json")
        struct Named: Decodable { var incident: String }
        let id = try JSONDecoder().decode(Named.self, from: Data(opened.output.utf8)).incident
        let file = try bench.write("disk.img", "")
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        try handle.truncate(atOffset: 17 << 20)
        try handle.close()
        let custody = [
            "incident", "custody", bench.store, "--incident", id, "--as", "officer-1", file, "--holder", "ada", "--at",
            "2026-01-01",
        ]
        let collected = try await bench.tool(custody)
        #expect(collected.status == 0, "\(collected.all)")
        let examined = try await bench.tool(custody + ["--number", "0", "--was", "examined"])
        #expect(examined.status == 0, "\(examined.all)")
        let shown = try await bench.tool("incident", "show", bench.store, "--incident", id)
        #expect(!shown.output.contains("are not those"), "the digests agree: \(shown.all)")
    }
}
