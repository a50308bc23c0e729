import Crypto
import CustodyAccess
import CustodyData
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Where what a person is given came from")
struct PackageSourceTests {
    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare("orders", on: .contract)
                Declare("news", on: .consent)
                Role("staff") {
                    Allow(.collect, [.contact, .financial], for: ["orders", "news"])
                    Allow([.recordConsent, .exportPerson, .planErasure, .executeErasure], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("agent-1", to: "staff")
                Assign("lead-1", to: "lead")
            },
            records: [
                RecordSchema("customer") {
                    Field("email", .emailAddress, for: ["news"])
                    Field("iban", .bankAccount, for: ["orders"], retain: .years(10, after: .collection))
                }
            ], logRetention: Bed.logRetention)
    }

    /// What the person can take along.
    private func portable(_ custodian: Custodian, _ bed: Bed) async throws -> [String] {
        let sink = PackageTests.Sink()
        _ = try await custodian.portabilityPackage(of: "c-1", by: bed.agent) { sink.write($0, $1) }
        return try sink.list("records").flatMap { $0["fields"] as? [[String: Any]] ?? [] }
            .compactMap { $0["value"] as? String }.sorted()
    }

    @Test(
        "where a record came from goes with the part that is erased: then nobody is named, and it cannot be taken along",
        arguments: Backing.allCases)
    func partlyErased(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(Self.governance())
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        try await custodian.recordConsent(.given(explicitly: false), of: "c-1", for: "news", notice: Bed.notice, by: bed.agent)
        for (values, purposes, source): ([FieldName: String], [Purpose], DataSource) in [
            (["email": "mail of a fair", "iban": "account of a fair"], ["news", "orders"], .other("a trade fair")),
            (["email": "mail", "iban": "account"], ["news", "orders"], .subject),
            (["iban": "another account"], ["orders"], .subject),
        ] {
            try await custodian.collect(
                FieldValues(text: values), as: "customer", about: "c-1", for: purposes, from: source, by: bed.agent,
                options: CollectOptions(allowsSeveral: true))
        }
        #expect(try await portable(custodian, bed) == ["account", "another account", "mail"])

        bed.clock.advance(milliseconds: 1)
        try await custodian.withdrawConsent(of: "c-1", for: "news")
        let plan = try await custodian.planErasure(of: "c-1", ground: .consentWithdrawn, by: bed.agent)
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        let certificate = try await custodian.execute(plan, approval: approval, by: bed.agent)
        #expect(certificate.statement.destroyed.flatMap(\.fields) == ["customer.email"])
        let left = try await custodian.backends.data.records(of: try await custodian.known("c-1"), name: nil)
        #expect(left.count == 3 && left.count { $0.source == nil } == 2)

        #expect(try await portable(custodian, bed) == ["another account"])
        let sink = PackageTests.Sink()
        _ = try await custodian.accessPackage(of: "c-1", by: bed.agent) { sink.write($0, $1) }
        let sources = try sink.list("records").compactMap { $0["source"] as? String }
        #expect(sources.sorted() == ["no longer known", "no longer known", "subject"])
        let report = sink.text("report.html")
        for account in ["account of a fair", "account", "another account"] { #expect(report.contains("<td>\(account)</td>")) }
        #expect(report.ranges(of: "customer, from a source that is no longer known, on").count == 2)
        #expect(report.ranges(of: "customer, from you, on").count == 1)
    }
}
