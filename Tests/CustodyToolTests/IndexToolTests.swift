import Custody
import Foundation
import Testing

@Suite("The blind index and its people with the tool") struct IndexToolTests {
    @Test("rotates the index, says what it tells, merges and splits people, and lifts what is over")
    func whole() async throws {
        let bench = try await Workbench.ready()
        let people = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(3))))
        try #require(people.status == 0, "\(people.all)")
        let done = try await bench.tool("index", "rotate", bench.store)
        #expect(done.status == 0 && done.output.contains("under version 2"), "\(done.all)")
        #expect(done.output.contains("destroyed: the key of version 1"))
        let status = try await bench.tool("index", "status", bench.store)
        #expect(status.output.contains("version 2 (current)") && !status.output.contains("version 1"), "\(status.all)")
        let report = try await bench.tool("index", "report", bench.store)
        #expect(report.status == 0 && report.output.contains("3 entries of 3 values; no two entries share"), "\(report.all)")
        let json = try await bench.tool("index", "report", bench.store, "--json")
        #expect(json.output.contains("\"largestBucket\""), "\(json.all)")
        let denied = try await bench.tool("index", "rotate", bench.store, "--as", "support-1")
        #expect(denied.status == 1, "\(denied.all)")

        let officer = ["--reason", "the same passport", "--as", "officer-1"]
        let alone = try await bench.tool(
            ["subject", "merge", bench.store, "--subject", "P000001", "--with", "P000001"] + officer)
        #expect(alone.status == 2 && alone.errors.contains("invalidInput"), "one person is not two: \(alone.all)")
        #expect(alone.output.isEmpty, "\(alone.all)")
        let merged = try await bench.tool(
            ["subject", "merge", bench.store, "--subject", "P000001", "--with", "P000002"] + officer)
        #expect(merged.status == 0 && merged.output.contains("2 people are one now"), "\(merged.all)")
        let split = try await bench.tool(["subject", "split", bench.store, "--alias", "P000002"] + officer)
        #expect(split.status == 0 && split.output.contains("1 identifiers stand"), "\(split.all)")
        let lifted = try await bench.tool("erase", "lift", bench.store, "--as", "officer-1")
        #expect(lifted.status == 0 && lifted.output.contains("nothing is due"), "\(lifted.all)")
        try await bench.requireUnharmed("P000001")
    }

    @Test("status and report in JSON are objects from versions to counts")
    func json() async throws {
        struct Status: Decodable { var entries: [String: Int] }
        struct Report: Decodable {
            struct Field: Decodable {
                var entries: Int
                var versions: [String: Int]
            }
            var fields: [Field]
        }
        struct Answer: Decodable {
            var status: Status?
            var report: Report?
        }
        let bench = try await Workbench.ready()
        let people = try await bench.tool(bench.importing(try bench.write("good.csv", SampleCSV.people(3))))
        try #require(people.status == 0, "\(people.all)")
        let status = try await bench.tool("index", "status", bench.store, "--json")
        let entries = try JSONDecoder().decode(Answer.self, from: Data(status.output.utf8)).status?.entries
        #expect(entries?.keys.sorted() == ["1"], "\(status.all)")
        let report = try await bench.tool("index", "report", bench.store, "--json")
        let told = try #require(try JSONDecoder().decode(Answer.self, from: Data(report.output.utf8)).report)
        #expect(!told.fields.isEmpty && told.fields.allSatisfy { $0.versions == ["1": $0.entries] }, "\(report.all)")
    }
}
