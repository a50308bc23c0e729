import Foundation
import Testing

@Suite("Files of one result, when the tool is killed between two names", .needsStrace)
struct KilledNamesTests {
    /// The drafts that stand beside the store.
    private func drafts(_ bench: Workbench) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: bench.place.path).filter { $0.hasSuffix(".new") }
    }

    private func exists(_ bench: Workbench, _ name: String) -> Bool {
        FileManager.default.fileExists(atPath: bench.place.path + "/" + name)
    }

    @Test("a receipt of a consent never stands without its proof")
    func receipt() async throws {
        let bench = try await Workbench.ready()
        let arguments = try await bench.consenting(receiptAt: bench.place.path + "/receipt.json")
        let run = try await Strace.tool(arguments + ["--key-file", bench.key], strikingNames: "signal=KILL:when=2")
        try #require(run.wasSignalled, "\(run.all)")
        #expect(exists(bench, "receipt.json.tlog-proof") && !exists(bench, "receipt.json"))
        let draft = try #require(try drafts(bench).first)
        #expect(try drafts(bench).count == 1 && draft.hasPrefix("receipt.json."))
        let whole = try JSONSerialization.jsonObject(with: Data(contentsOf: bench.place.appending(path: draft)))
        #expect((whole as? [String: Any])?.isEmpty == false)
        // A proof by itself is in the way until somebody takes it away, and then the command gives both.
        let refused = try await bench.tool(arguments)
        #expect(refused.status == 2 && refused.errors.contains("fileExists"), "\(refused.all)")
        try FileManager.default.removeItem(atPath: bench.place.path + "/receipt.json.tlog-proof")
        let again = try await bench.tool(arguments)
        #expect(again.status == 0, "\(again.all)")
        #expect(exists(bench, "receipt.json.tlog-proof") && exists(bench, "receipt.json"))
        try await bench.requireUnharmed()
    }

    @Test("of the receipts of a key that is replaced the access log's is the last, and leads on once it is renamed")
    func rotation() async throws {
        struct Signed: Decodable { var vkey: String }
        let bench = try await Workbench.ready()
        let taken = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(1))))
        try #require(taken.status == 0, "\(taken.all)")
        try #require(try await bench.disclose(SampleCSV.subject(1)).status == 0)
        let held = bench.place.path + "/held.checkpoint"
        let signed = try await bench.tool(
            "audit", "checkpoint", bench.store, "--log", "access", "--output", held, "--json")
        try #require(signed.status == 0, "\(signed.all)")
        let old = try JSONDecoder().decode(Signed.self, from: Data(signed.output.utf8)).vkey

        let run = try await Strace.tool(
            ["audit", "rotate-key", bench.store, "--receipts", bench.place.path, "--key-file", bench.key],
            strikingNames: "signal=KILL:when=2")
        try #require(run.wasSignalled, "\(run.all)")
        #expect(exists(bench, "evidence.tlog-proof") && !exists(bench, "access.tlog-proof"))
        let draft = try #require(try drafts(bench).first)
        #expect(try drafts(bench).count == 1 && draft.hasPrefix("access.tlog-proof."))
        let receipt = bench.place.path + "/access.tlog-proof"
        try FileManager.default.moveItem(atPath: bench.place.path + "/" + draft, toPath: receipt)
        let led = try await bench.tool(
            "audit", "verify", bench.store, "--checkpoint", held, "--vkey", old, "--rotation", receipt)
        #expect(led.status == 0, "\(led.all)")
        try await bench.requireUnharmed(SampleCSV.subject(1))
    }
}
