import Crypto
import CustodyAccess
import CustodyAudit
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Erasing at its edges")
struct ErasureEdgeTests {
    private func leadKey(_ custodian: Custodian) async throws -> Curve25519.Signing.PrivateKey {
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        return key
    }

    @Test("Several erasures that were cut off are finished at one open, and the store opens again after that")
    func severalCutOff() async throws {
        let bed = Bed(.files)
        let custodian = try await bed.open()
        for subject in ["c-1", "c-2"] {
            let id = SubjectID(subject)
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: id, for: [.customerCare], from: .subject, by: bed.importer)
            let token = try await custodian.known(id).handle
            let keys = try await custodian.backends.keys.live(of: token).keys.map { KeyID(token, $0) }
            var unit = UnitOfWork()
            try custodian.backends.keys.stage(intendingToDestroy: keys, in: &unit)
            _ = try await unit.commit()
        }
        try await custodian.close()
        try await bed.open().close()
        let again = try await bed.open()
        #expect(try await again.backends.keys.unfinished().isEmpty)
        #expect(try await again.verify().isIntact)
        try await again.close()
    }

    @Test("A plan that this store did not make is not carried out, whoever signs it")
    func forgedPlans() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let key = try await leadKey(custodian)
        let (officer, lead) = (bed.who("officer-1"), bed.who("lead-1"))
        let ofTheStore = try await custodian.computePlan(
            for: SubjectToken(SystemKeys.owner), ground: .unlawfulProcessing, .eraseNow, by: "officer-1", at: bed.clock.now())
        var underAnotherName = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
        underAnotherName.plannedBy = "agent-1"
        for plan in [ofTheStore, underAnotherName] {
            _ = try await thrown(.planChanged) { _ = try await custodian.approve(plan, by: lead, signingWith: key) }
            let approval = try ErasureApproval(of: plan, by: "lead-1", at: bed.clock.now(), with: key)
            _ = try await thrown(.planChanged) { _ = try await custodian.execute(plan, approval: approval, by: officer) }
        }
        #expect(try await custodian.backends.keys.counts().destroyed == 0)
    }

    @Test("What was erased in part cannot be filled in again, and the answer says so", arguments: Backing.allCases)
    func refillingWhatIsErased(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let key = try await leadKey(custodian)
        let officer = bed.who("officer-1")
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: officer)
        _ = try await thrown(.erased) {
            try await custodian.correct(
                FieldValues(text: ["email": "ada@example.net"]), of: "customer", about: "c-1042", by: bed.agent)
        }
        _ = try await thrown(.erased) {
            try await custodian.collect(
                Customer(email: "ada@example.net"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer,
                options: CollectOptions(allowsSeveral: true))
        }
        try await custodian.close()
    }

    @Test("An error about an approval names no member of staff")
    func namesNobody() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let error = try await thrown(.notApproved) {
            _ = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: Curve25519.Signing.PrivateKey())
        }
        #expect(!error.description.contains("lead-1"))
        let key = try await leadKey(custodian)
        let taken = Bytes([UInt8](key.publicKey.rawRepresentation))
        _ = try await thrown(.invalidInput) { try await custodian.enroll(publicKey: taken, of: "officer-1", by: nil) }
        let stranger = try await thrown(.invalidInput) {
            try await custodian.enroll(publicKey: taken, of: "jane.doe", by: nil)
        }
        #expect(!stranger.description.contains("jane.doe"))
    }

    @Test("The log says by which signature an erasure was approved, also when it was signed elsewhere")
    func evidence() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let key = try await leadKey(custodian)
        let officer = bed.who("officer-1")
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
        let approval = try ErasureApproval(of: plan, by: "lead-1", at: bed.clock.now(), with: key)
        _ = try await custodian.execute(plan, approval: approval, by: officer)
        let entries = try await custodian.backends.audit.entries(AuditQuery(log: .evidence))
        let executed = try #require(try entries.first { try $0.leaf().action == .executeErasure })
        guard case .map(let payload) = try executed.open(as: custodian.systemIdentity) else {
            Issue.record("the payload is no map")
            return
        }
        #expect(payload["key"] == .bytes(approval.publicKey.array))
        #expect(payload["signature"] == .bytes(approval.signature.array))
        #expect(payload["plan"] == .bytes(try plan.digest().array))
    }
}
