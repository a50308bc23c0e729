import Custody
import Foundation
import Testing

@Suite("Replacing the key-encryption key with the tool") struct KeysToolTests {
    @Test("rotates, says so, and a copy of the former key file opens the store no more")
    func rotates() async throws {
        let bench = try await Workbench.ready()
        let people = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(3))))
        try #require(people.status == 0, "\(people.all)")
        let former = bench.key + ".former"
        try FileManager.default.copyItem(atPath: bench.key, toPath: former)
        let kept = try await bench.tool("keys", "rotate", bench.store, "--keep-former")
        #expect(kept.status == 0 && kept.output.contains("still in the key file: version 1"), "\(kept.all)")
        let status = try await bench.tool("keys", "status", bench.store)
        #expect(status.output.contains("version 1: 0 keys") && status.output.contains("version 2 (current)"), "\(status.all)")
        let done = try await bench.tool("keys", "rotate", bench.store, "--json")
        #expect(done.status == 0, "\(done.all)")
        let after = try await bench.tool("keys", "status", bench.store)
        #expect(!after.output.contains("version 2") && after.output.contains("version 3 (current)"), "\(after.all)")
        try await bench.requireUnharmed("P000001")
        let old = try await Tool.run(["keys", "status", bench.store, "--key-file", former])
        #expect(old.status == 2 && old.all.contains("version 3"), "\(old.all)")
        let denied = try await bench.tool("keys", "rotate", bench.store, "--as", "support-1")
        #expect(denied.status == 1, "\(denied.all)")
        // A refused rotation began a version; the next one finishes it.
        let finished = try await bench.tool("keys", "rotate", bench.store)
        #expect(finished.status == 0 && finished.output.contains("version 4"), "\(finished.all)")
    }
}
