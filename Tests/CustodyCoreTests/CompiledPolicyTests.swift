import CustodyAccess
import CustodyCore
import CustodyModel
import Foundation
import Testing

@Suite("The policy in force, for other tools")
struct CompiledPolicyTests {
    @Test("AuthZEN questions are answered by the policy in force, with what was granted and revoked since")
    func answers() async throws {
        let bed = Bed(.memory)
        let custodian = try await AccessTests.custodian(bed)
        func mayRead() throws -> Bool {
            let question = """
                {"subject": {"type": "principal", "id": "new-1"}, "action": {"name": "read"},
                 "resource": {"type": "category", "id": "contact.email", "properties": {"objected": false, "restricted": false}},
                 "context": {"purpose": "customerCare"}}
                """
            let policy = try #require(custodian.compiledPolicy)
            let answer = try AuthZENPoint(policy).evaluation(Array(question.utf8), at: bed.clock.now())
            return try JSONDecoder().decode(AuthZEN.Decision.self, from: Data(answer)).decision
        }
        #expect(try !mayRead())
        let grant = RoleGrant("g1", "support", to: "new-1", until: nil, by: "admin-1", reason: "joins the team")
        try await custodian.changeAccess(.grant(grant), by: bed.who("admin-1"), reason: "joins the team")
        #expect(try mayRead())
        try await custodian.changeAccess(.revoke("g1"), by: bed.who("admin-1"), reason: "leaves again")
        #expect(try !mayRead())
        try await custodian.close()
    }
}
