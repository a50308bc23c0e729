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

    @Test("two stores under one key file: making the second says what that means, and neither is ended unless that is said")
    func shared() async throws {
        let bench = try Workbench.empty()
        let made = try await bench.tool(bench.making())
        #expect(made.status == 0 && !made.errors.contains("key file"), "\(made.all)")
        var making = bench.making()
        making[1] = bench.place.path + "/other"
        let other = try await bench.tool(making)
        #expect(other.status == 0 && other.errors.contains("a key file of its own"), "\(other.all)")
        let former = bench.key + ".former"
        try FileManager.default.copyItem(atPath: bench.key, toPath: former)
        // As long as the file is known to open another store, nothing is destroyed.
        let refused = try await bench.tool("keys", "rotate", bench.store)
        #expect(refused.status == 1 && refused.errors.contains("sharedKey"), "\(refused.all)")
        #expect(refused.errors.contains("--forget-store"), "\(refused.all)")
        let kept = try await bench.tool("keys", "rotate", bench.store, "--keep-former")
        #expect(kept.status == 0, "\(kept.all)")
        let status = try await bench.tool("keys", "status", making[1])
        #expect(status.status == 0 && status.output.contains("version 1: "), "\(status.all)")
        let name = String(try #require(refused.errors.components(separatedBy: "- store ").last).prefix(32))
        #expect(status.output.contains("the key file opens store \(name)"), "\(status.all)")
        let ended = try await bench.tool("keys", "rotate", bench.store, "--forget-store", name)
        #expect(ended.status == 0, "\(ended.all)")
        let gone = try await bench.tool("keys", "status", making[1])
        #expect(gone.status == 2 && gone.errors.contains("unknownVersion"), "\(gone.all)")
        #expect(gone.errors.contains("a copy of the key file from before the key was replaced"), "\(gone.all)")
        let opened = try await Tool.run(["keys", "status", making[1], "--key-file", former])
        #expect(opened.status == 0, "\(opened.all)")
        // Under a copy of its own it is alone.
        let own = try await Tool.run(["keys", "rotate", making[1], "--key-file", former])
        #expect(own.status == 0, "\(own.all)")
        let help = try await Tool.run(["keys", "rotate", "--help"]).output.split(whereSeparator: \.isWhitespace)
        #expect(help.joined(separator: " ").contains("Every other store under the same key file"))
    }

    @Test("the status in JSON is an object from versions to counts")
    func json() async throws {
        struct Answer: Decodable {
            struct Status: Decodable {
                var current: Int
                var live: [String: Int]
            }
            var status: Status
            var versions: [Int]
        }
        let bench = try await Workbench.ready()
        try #require(try await bench.tool("keys", "rotate", bench.store, "--keep-former").status == 0)
        let run = try await bench.tool("keys", "status", bench.store, "--json")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
        #expect(answer.status.current == 2 && answer.versions == [1, 2], "\(run.all)")
        #expect(answer.status.live["2", default: 0] > 0 && answer.status.live.keys.allSatisfy { $0 == "2" }, "\(run.all)")
    }
}
