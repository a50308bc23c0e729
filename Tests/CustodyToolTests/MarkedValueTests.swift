import Foundation
import Testing

@Suite("No file of a store names anybody")
struct MarkedValueTests {
    @Test("no name, phone, address, identifier, staff name, title or reason stands in any file")
    func marked() async throws {
        let bench = try Workbench.empty()
        let staff = ["importer-1", "support-1", "marketing-1", "officer-1", "lead-1"]
        var policy = try String(contentsOfFile: Workbench.example("policy.json"), encoding: .utf8)
        for name in staff { policy = policy.replacing(name, with: "MARKED-STAFF-" + name) }
        func named(_ name: String) -> String { "MARKED-STAFF-" + name }
        let run: ([String]) async throws -> Void = { arguments in
            let run = try await bench.tool(arguments)
            try #require(run.status == 0, "\(arguments): \(run.all)")
        }
        try await run(bench.making(policy: try bench.write("policy.json", policy)))
        let row =
            "MARKED-ID,MARKED-COMPANY,MARKED-NAME,,MARKED-STREET,MARKED-CITY,MARKED-REGION,MARKED-CODE,MARKED-LAND,MARKED-PHONE,"
        let others = [SampleCSV.row(1), row.replacing("MARKED-ID", with: "MARKED-SECOND")]
        let csv = try bench.write("m.csv", ([SampleCSV.header, row] + others).joined(separator: "\n"))
        try await run([
            "import", bench.store, csv, "--record", "customer", "--subject", "customer_id", "--for", "customerCare,delivery",
            "--source", "MARKED-SOURCE", "--as", named("importer-1"),
        ])
        let notice = try bench.write("notice.txt", "MARKED-NOTICE")
        let about = ["--subject", "MARKED-ID"]
        try await run(
            [
                "disclose", bench.store, "--record", "customer", "--fields", "contact_name", "--purpose", "customerCare",
                "--as", named("support-1"),
            ] + about)
        try await run(
            ["consent", "grant", bench.store, "--purpose", "directMarketing", "--notice", notice, "--as", named("marketing-1")]
                + about)
        try await run(["consent", "withdraw", bench.store, "--purpose", "directMarketing"] + about)
        try await run(
            ["correct", bench.store, "--record", "customer", "--set", "phone=MARKED-NEW-PHONE", "--as", named("support-1")]
                + about)
        try await run(["incident", "open", bench.store, "--title", "MARKED-TITLE", "--as", named("officer-1")])
        let key = bench.place.path + "/lead.key"
        let plan = bench.place.path + "/plan.json"
        try await run(["principal", "keygen", "--output", key])
        try await run(["principal", "enroll", bench.store, named("lead-1"), "--public-key", key + ".pub"])
        try await run([
            "erase", "plan", bench.store, "--subject", "MARKED-SECOND", "--ground", "noLongerNecessary", "--as",
            named("officer-1"),
            "--output", plan,
        ])
        try await run(["erase", "approve", bench.store, plan, "--as", named("lead-1"), "--sign-with", key])
        try await run([
            "erase", "execute", bench.store, plan, "--as", named("officer-1"), "--certificate", bench.place.path + "/c.json",
        ])
        for file in try bench.files() {
            let bytes = try Data(contentsOf: URL(filePath: bench.store).appending(path: file))
            #expect(bytes.range(of: Data("MARKED".utf8)) == nil, "\(file) names somebody")
            #expect(bytes.range(of: Data(Array("MARKED".utf8).map { String($0, radix: 16) }.joined().utf8)) == nil)
        }
        let gone = try await bench.tool(
            "disclose", bench.store, "--subject", "MARKED-SECOND", "--record", "customer", "--fields", "contact_name",
            "--purpose",
            "customerCare", "--as", named("support-1"))
        #expect(gone.status == 1)
        #expect(gone.errors.contains("erased"))
        // What the tool says in its certificate names what was kept, and nobody.
        let certificate = try String(contentsOfFile: bench.place.path + "/c.json", encoding: .utf8)
        #expect(certificate.contains("\"kept\""))
        #expect(!certificate.contains("MARKED-NAME"))
    }
}
