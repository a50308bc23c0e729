import Custody
import Foundation
import Testing

@Suite("minimise") struct MinimiseToolTests {
    @Test("the report names what was never disclosed and what roles never used, and loses what was")
    func report() async throws {
        let bench = try await Workbench.ready()
        let taken = try await bench.tool(bench.importing(try bench.write("few.csv", SampleCSV.people(2))))
        try #require(taken.status == 0, "\(taken.all)")
        let before = try await bench.tool("minimise", "report", bench.store, "--days", "30")
        #expect(before.status == 0, "\(before.all)")
        for line in [
            "0 disclosures since", "never disclosed: customer.contact_name for customerCare", "never used: role support",
        ] {
            #expect(before.output.contains(line), "\(line) is not in: \(before.all)")
        }
        let shown = try await bench.disclose(SampleCSV.subject(1))
        try #require(shown.status == 0, "\(shown.all)")
        let after = try await bench.tool("minimise", "report", bench.store, "--days", "30", "--json")
        #expect(after.status == 0, "\(after.all)")
        let report = try JSONDecoder().decode(Fields.self, from: Data(after.output.utf8))
        #expect(report.disclosures == 1 && report.isWhole)
        #expect(!report.unusedFields.contains { $0.field == "contact_name" && $0.purpose == "customerCare" })
        #expect(report.unusedFields.contains { $0.field == "contact_name" && $0.purpose == "delivery" })
    }

    @Test("a number of days that is none is bad input")
    func badInput() async throws {
        let bench = try await Workbench.ready()
        let run = try await bench.tool("minimise", "report", bench.store, "--days", "0")
        #expect(run.status == 2 && !run.wasSignalled, "\(run.all)")
    }

    /// What of the report the test reads.
    private struct Fields: Decodable {
        struct Use: Decodable {
            var field: String
            var purpose: String
        }
        var disclosures: Int
        var isWhole: Bool
        var unusedFields: [Use]
    }
}
