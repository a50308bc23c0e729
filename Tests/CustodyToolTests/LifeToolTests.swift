import Custody
import Foundation
import Testing

@Suite("The life of data through the tool") struct LifeToolTests {
    /// What a clock showed more than a year ago.
    private struct PastClock: CustodyClock {
        func now() -> Instant { SystemClock().now().adding(milliseconds: -400 * 86_400_000) }
    }

    private func expect(_ run: Tool.Run, _ status: Int32, _ words: String..., place: SourceLocation = #_sourceLocation) {
        #expect(run.status == status && !run.wasSignalled, "\(run.all)", sourceLocation: place)
        for word in words { #expect(run.all.contains(word), "\(word) is not in: \(run.all)", sourceLocation: place) }
    }

    /// A store that has held two people for more than a year.
    private func aged() async throws -> Workbench {
        let bench = try Workbench.empty()
        let policy = try String(contentsOfFile: Workbench.example("policy.json"), encoding: .utf8)
            .replacingOccurrences(of: #""hold.place","#, with: #""hold.place", "policy.change", "#)
            .replacingOccurrences(of: #""allow": ["correct"]"#, with: #""allow": ["correct", "verify"]"#)
        let records = try String(contentsOfFile: Workbench.example("records.json"), encoding: .utf8)
            .replacingOccurrences(
                of: #""contact.telephone", "#, with: #""contact.telephone", "verification": { "months": { "_0": 12 } }, "#)
        let made = try await bench.tool(
            bench.making(records: try bench.write("records.json", records), policy: try bench.write("policy.json", policy)))
        try #require(made.status == 0, "\(made.all)")
        let clock = PastClock()
        let custodian = try await Custodian.open(at: bench.store, keys: try KeyFile.provider(at: bench.key), clock: clock)
        let importer = Principal("importer-1", Authentication(.asserted, at: clock.now(), by: "test", level: 0))
        for number in 1...2 {
            _ = try await custodian.collect(
                FieldValues(["contact_name": .text("Person"), "phone": .text("+00 \(number)")]), as: "customer",
                about: SubjectID(SampleCSV.subject(number)), for: ["customerCare"], from: .other("test"), by: importer)
        }
        try await custodian.close()
        return bench
    }

    private func schedule(_ bench: Workbench, _ field: String, then: String = "erase", as actor: String = "officer-1")
        async throws
        -> Tool.Run
    {
        try await bench.tool(
            "retention", "set", bench.store, "--record", "customer", "--field", field, "--purpose", "customerCare", "--keep",
            "12m", "--then", then, "--retroactive", "--reason", "a year is enough", "--as", actor)
    }

    @Test("What is past its time is told, shown, removed and certified; a hold keeps it")
    func retention() async throws {
        let bench = try await aged()
        func due() async throws -> Tool.Run { try await bench.tool("retention", "due", bench.store) }
        func run(_ more: String...) async throws -> Tool.Run { try await bench.tool(["retention", "run", bench.store] + more) }
        expect(try await due(), 0, "nothing is past its time")
        expect(try await schedule(bench, "phone", as: "support-1"), 1, "denied")
        expect(try await schedule(bench, "nickname"), 2, "no record 'customer' with a field 'nickname'")
        expect(try await schedule(bench, "phone"), 0, "customer/phone/customerCare, version 1: 12 months after collection")
        expect(try await due(), 0, "customer.phone", "erase, schedule customer/phone/customerCare, version 1")
        expect(try await bench.tool("audit", "data", bench.store), 0, "pastSchedule: ")
        expect(
            try await bench.tool(
                "hold", "place", bench.store, "--subject", SampleCSV.subject(2), "--reference", "case", "--as", "officer-1"), 0)
        expect(try await due(), 0, "stays: under a legal hold")

        let certificates = bench.place.appending(path: "certificates").path
        expect(try await run("--as", "officer-1"), 2, "--certificates")
        expect(try await run("--dry-run", "--as", "officer-1"), 0, "1 values would go and 1 would stay, of 2 people")
        expect(try await run("--certificates", certificates, "--as", "support-1"), 1, "denied")
        #expect(!FileManager.default.fileExists(atPath: certificates), "who may not leaves nothing in the way of who may")
        expect(
            try await run("--certificates", certificates, "--as", "officer-1"), 0, "1 values went and 1 stay", "1 certificates")
        expect(try await run("--certificates", certificates, "--as", "officer-1"), 2, "holds something already")
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: certificates).first)
        let key = try await bench.tool("certificate", "key", bench.store).all.filter(\.isHexDigit)
        expect(try await Tool.run(["certificate", "verify", certificates + "/" + file, "--key", key]), 0)
        expect(try await bench.tool("audit", "verify", bench.store), 0)
    }

    @Test("What is kept without the person is written to a file, and not removed without one")
    func anonymises() async throws {
        let bench = try await aged()
        expect(try await schedule(bench, "phone", then: "anonymise"), 0)
        func run(_ number: Int, _ more: String...) async throws -> Tool.Run {
            let certificates = bench.place.appending(path: "certificates-\(number)").path
            return try await bench.tool(
                ["retention", "run", bench.store, "--certificates", certificates, "--as", "officer-1"] + more)
        }
        expect(try await run(1), 2, "without the person")
        let file = bench.place.appending(path: "values").path
        expect(try await run(2, "--anonymised", file), 0, "2 values went")
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains(#""field":"phone""#) } && lines[0].contains("+00 1"))
    }

    @Test("What is to be verified is told until it is")
    func accuracy() async throws {
        let bench = try await aged()
        func due() async throws -> Tool.Run { try await bench.tool("accuracy", "due", bench.store) }
        func verify(_ number: Int, _ fields: String = "phone", as actor: String = "support-1") async throws -> Tool.Run {
            try await bench.tool(
                "accuracy", "verify", bench.store, "--subject", SampleCSV.subject(number), "--record", "customer", "--fields",
                fields, "--method", "person", "--as", actor)
        }
        expect(try await due(), 0, "customer.phone of record", "last verified", "by collection")
        expect(try await verify(1, as: "officer-1"), 1, "denied")
        expect(try await verify(1, "address"), 2, "absentField")
        expect(try await verify(1), 0, "verified: phone", "receipt")
        expect(try await verify(2), 0, "verified: phone")
        expect(try await due(), 0, "nothing has to be verified")
    }
}
