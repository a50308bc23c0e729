import Crypto
import CustodyAudit
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Remembering who was erased")
struct SuppressionTests {
    private func governance(_ period: SuppressionPeriod) throws -> Governance {
        var governance = try Bed.governance()
        governance.suppressions = period
        return governance
    }

    private func made(_ bed: Bed, _ period: SuppressionPeriod) async throws -> (Custodian, ErasureCertificate) {
        let custodian = try await bed.open(try governance(period))
        try await collect(custodian, bed)
        return (custodian, try await erase(custodian, bed))
    }

    private func collect(_ custodian: Custodian, _ bed: Bed, again: Bool = false) async throws {
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .other("import"), by: bed.importer,
            options: CollectOptions(startsNewRelationship: again))
    }

    private func erase(_ custodian: Custodian, _ bed: Bed) async throws -> ErasureCertificate {
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        return try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
    }

    @Test("an import is refused and on record until the date, and afterwards it is somebody new", arguments: Backing.allCases)
    func ends(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var (custodian, certificate) = try await made(bed, SuppressionPeriod(days: 30))
        let end = bed.clock.now().adding(milliseconds: 30 * 86_400_000)
        #expect(certificate.statement.suppression?.until == end && certificate.statement.suppressed)
        for _ in 0..<2 {
            let refused = try await thrown(.erased) { try await collect(custodian, bed) }
            #expect(refused.receipt != nil)
            #expect(try await custodian.log(by: nil).contains { $0.action == .collect && $0.decision == .deny })
            bed.clock.advance(milliseconds: 15 * 86_400_000 - 1)
            #expect(try await custodian.liftSuppressions(by: bed.who("officer-1")) == 0)
            guard backing == .files else { continue }
            try await custodian.close()
            custodian = try await bed.open(try governance(SuppressionPeriod(days: 30)))
        }
        bed.clock.advance(milliseconds: 2)
        _ = try await thrown(.denied) { try await custodian.liftSuppressions(by: bed.agent) }
        #expect(try await custodian.backends.data.counts().suppressions == 1)
        #expect(try await custodian.liftSuppressions(by: bed.who("officer-1")) == 1)
        #expect(try await custodian.liftSuppressions(by: bed.who("officer-1")) == 0)
        #expect(try await custodian.backends.data.counts().suppressions == 0)
        #expect(try await custodian.log(by: nil).count { $0.action == .liftSuppression && $0.decision == .permit } == 1)
        let former = certificate.statement.subject
        try await collect(custodian, bed)
        #expect(try await custodian.known("c-1") != former)
        try await custodian.close()
    }

    @Test("what has run out counts no more, also before it is lifted")
    func runsOut() async throws {
        let bed = Bed(.memory)
        let (custodian, _) = try await made(bed, SuppressionPeriod(days: 1))
        bed.clock.advance(milliseconds: 86_400_000)
        _ = try await thrown(.unknownSubject) { _ = try await custodian.identifierCount(of: "c-1", by: nil) }
        try await collect(custodian, bed)
        // Erased again before the old entry was lifted, the new date counts.
        _ = try await erase(custodian, bed)
        #expect(try await custodian.liftSuppressions(by: bed.who("officer-1")) == 0)
        _ = try await thrown(.erased) { try await collect(custodian, bed) }
    }

    @Test("a new relationship lifts the entry, under a token of its own", arguments: Backing.allCases)
    func newRelationship(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, certificate) = try await made(bed, .unlimited)
        #expect(certificate.statement.suppression?.until == nil)
        try await collect(custodian, bed, again: true)
        #expect(try await custodian.known("c-1") != certificate.statement.subject)
        #expect(try await custodian.backends.data.counts().suppressions == 0)
        _ = try await erase(custodian, bed)
        #expect(try await custodian.backends.data.counts().suppressions == 1)
        try await custodian.close()
    }

    @Test("where nothing is remembered, the certificate says so and the identifier is unknown")
    func off() async throws {
        let bed = Bed(.memory)
        let (custodian, certificate) = try await made(bed, .off)
        #expect(!certificate.statement.suppressed && certificate.statement.suppression == nil)
        #expect(try await custodian.backends.data.counts().suppressions == 0)
        _ = try await thrown(.unknownSubject) { _ = try await custodian.identifierCount(of: "c-1", by: nil) }
    }

    @Test("a period that is none is refused")
    func faults() throws {
        for days in [-1, 36_601] {
            #expect(throws: CustodianError.self) { try governance(SuppressionPeriod(days: days)).validate() }
        }
    }
}
