import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Who may do what while everybody is disclosed")
struct BulkAccessTests {
    @Test("A batch that is being recorded when its reader's role is revoked gives nothing, and another's role alters nothing")
    func revokedMeanwhile() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: SlowCoordinator(hook: hook))
        let custodian = try await Custodian.open(backends, governance: try AccessTests.governance(), clock: bed.clock)
        for subject: SubjectID in ["c-1", "c-2"] {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .subject, by: bed.importer)
        }
        let admin = bed.who("admin-1")
        func give(_ id: GrantID) async throws {
            let grant = RoleGrant(id, "support", to: "new-1", by: "admin-1", reason: "joins the team")
            try await custodian.changeAccess(.grant(grant), by: admin, reason: "joins the team")
        }
        func given(while change: AccessChange) async throws -> Int {
            let stream = try await custodian.discloseAll(SupportView.self, for: .customerCare, to: bed.who("new-1"))
            hook.arm {
                do { try await custodian.changeAccess(change, by: admin, reason: "joins the team") } catch {
                    Issue.record("the roles were not changed: \(error)")
                }
            }
            var count = 0
            for try await batch in stream { count += batch.disclosures.count }
            return count
        }
        try await give("g1")
        let error = try await thrown(.denied) { _ = try await given(while: .revoke("g1")) }
        #expect(error.receipt != nil)
        #expect(try await !custodian.log(LogFilter(actions: [.read]), by: nil).contains { $0.decision == .permit })
        try await give("g2")
        let other = RoleGrant("g3", "support", to: "other-1", by: "admin-1", reason: "joins the team")
        #expect(try await given(while: .grant(other)) == 2)
    }

    @Test("Who may disclose nobody is not told how many there are")
    func countUntold() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        for number in 1...7 {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: SubjectID("c-\(number)"), for: [.customerCare], from: .subject,
                by: bed.importer)
        }
        let error = try await thrown(.denied) {
            _ = try await custodian.discloseAll(SupportView.self, for: .customerCare, to: bed.who("nobody"))
        }
        #expect(error.receipt != nil && !error.description.contains("7"))
    }
}
