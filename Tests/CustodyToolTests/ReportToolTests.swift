import Custody
import Foundation
import Testing

@testable import custodyctl

@Suite("Registers, findings and the report, by the tool")
struct ReportToolTests {
    @Test(
        "the demonstration's report says something in every section, names nobody, and its findings are what the house is to put right"
    )
    func demonstration() async throws {
        let bench = try Workbench.empty()
        let run = try await Tool.run(["demo", bench.store])
        #expect(run.status == 0, "\(run.all)")
        let places = DemoPlaces(bench.store, keyFile: nil)
        let html = try String(contentsOfFile: places.report, encoding: .utf8)
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: places.reportData))) as? [String: Any]
        let report = try #require(json)
        for section in ["findings", "activities", "incidents", "training", "logs", "regimes"] {
            #expect((report[section] as? [Any])?.isEmpty == false, "\(section)")
        }
        #expect(report["staff"] == nil)
        for name in ["support-1", "marketing-1", "officer-1", "lead-1"] {
            // Who answers for something by a role is the house's own text; principals stand nowhere.
            #expect(!html.contains(name), "\(name)")
        }
        let kinds = Set((report["findings"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String })
        #expect(kinds.isSuperset(of: ["untrainedWithAccess", "contractIncomplete", "documentReviewOverdue", "noticeGap"]))
        #expect(html.utf8.count < 2 << 20)

        // The registers come out as they went in, and an import of them records nothing.
        let copy = bench.store + ".registers"
        #expect(try await bench.tool(["register", "export", bench.store, copy]).status == 0)
        #expect(try RegistersDocument.read(copy).activities.count == 5)
        let again = try await bench.tool(
            ["register", "import", bench.store, copy, "--reason", "again", "--as", "officer-1"])
        #expect(again.status == 0, "\(again.all)")
        let asked = try await bench.tool(["register", "asked", bench.store])
        #expect(asked.status == 0 && asked.output.contains("full"), "\(asked.all)")
        // Nobody but who may review access gets the names.
        let named = try await bench.tool(
            ["report", bench.store, "--json-file", bench.store + ".named", "--naming", "--as", "officer-1"])
        #expect(named.status == 1 && !FileManager.default.fileExists(atPath: bench.store + ".named"), "\(named.all)")
        try await bench.requireUnharmed()
    }

    @Test("a document that says something unheard of is refused, and so is a report that goes nowhere")
    func refused() async throws {
        let bench = try await Workbench.ready()
        let path = try bench.write("registers.json", "{\"activites\": []}")
        let run = try await bench.tool(["register", "import", bench.store, path, "--reason", "r", "--as", "officer-1"])
        #expect(run.status == 2 && run.errors.contains("'activites' means nothing here"), "\(run.all)")
        #expect(try await bench.tool(["report", bench.store]).status == 2)
        #expect(try await bench.tool(["report", bench.store, "--csv-file", bench.store + ".csv", "--naming"]).status == 2)
        let one = bench.store + ".one"
        let other = bench.place.path + "/./store.one"
        for same in [one, other] {
            let twice = try await bench.tool(["report", bench.store, "--json-file", one, "--csv-file", same])
            #expect(twice.status == 2 && twice.errors.contains("a file of its own"), "\(twice.all)")
            #expect(!FileManager.default.fileExists(atPath: one))
        }
        let findings = try await bench.tool(["findings", bench.store, "--json"])
        #expect(findings.status == 0 && findings.output.contains("controllerUnknown"), "\(findings.all)")
    }
}
