import Crypto
import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What the log says of an enrolment")
struct AccessEnrolmentTests {
    private static func governance() throws -> Governance {
        var governance = try Bed.governance()
        governance.policy.roles.append(Role("registrar", rules: [Rule([.enrollPrincipal])]))
        governance.policy.principals.append(Assignment("registrar-1", to: ["registrar"]))
        return governance
    }

    /// Enrols a new key, and answers what the log says of it.
    private func enroll(
        _ principal: PrincipalID, by enroller: Principal?, in custodian: Custodian
    ) async throws -> (entry: AuditEntry, line: LogLine) {
        let key = Curve25519.Signing.PrivateKey().publicKey.rawRepresentation
        let receipt = try #require(
            try await custodian.enroll(publicKey: Bytes([UInt8](key)), of: principal, by: enroller))
        let entry = try await custodian.backends.audit.entry(of: receipt)
        return (entry, try LogLine(entry, try await custodian.backends.audit.vocabulary()))
    }

    @Test("The operator of the store is nobody, and nothing was decided", arguments: Backing.allCases)
    func operated(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(Self.governance())
        let (entry, line) = try await enroll("lead-1", by: nil, in: custodian)
        #expect(!entry.compartments.contains { $0.keyClass == .actor })
        #expect(line.decision == .none && line.role == nil)
        #expect(try await custodian.enrolledKeys(of: "lead-1").count == 1)
        try await custodian.close()
    }

    @Test(
        "Whoever enrols is named with how they came in, and in their role, also when the key is their own",
        arguments: ["lead-1", "registrar-1"] as [PrincipalID], Backing.allCases)
    func enroller(_ principal: PrincipalID, _ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(Self.governance())
        let (entry, line) = try await enroll(principal, by: bed.who("registrar-1"), in: custodian)
        let identity = try #require(try await custodian.identity(of: "registrar-1"))
        guard case .map(let said) = try entry.open(as: identity) else {
            Issue.record("no map")
            return
        }
        #expect(said["id"] == .text("registrar-1") && said["by"] == .text("test") && said["level"] == .integer(2))
        #expect(line.decision == .permit && line.role == "registrar")
        #expect(try await custodian.enrolledKeys(of: principal).count == 1)
        let refused = try await thrown(.denied) {
            _ = try await self.enroll(principal, by: bed.agent, in: custodian)
        }
        #expect(refused.receipt != nil)
        try await custodian.close()
    }
}
