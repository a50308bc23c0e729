import Crypto
import CustodyAudit
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Legal holds and aliases")
struct LegalHoldTests {
    /// A custodian with one customer, an enrolled lead, and the lead's key.
    private func prepared(_ bed: Bed) async throws -> (Custodian, Curve25519.Signing.PrivateKey) {
        let custodian = try await bed.open()
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: "c-1", for: [.customerCare], from: .subject,
            by: bed.importer)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        return (custodian, key)
    }

    private func approved(
        _ subject: SubjectID, _ custodian: Custodian, _ bed: Bed, _ key: Curve25519.Signing.PrivateKey
    ) async throws -> (ErasurePlan, ErasureApproval) {
        let plan = try await custodian.planErasure(of: subject, ground: .noLongerNecessary, by: bed.who("officer-1"))
        return (plan, try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key))
    }

    private func email(_ custodian: Custodian, _ bed: Bed, _ purpose: Purpose, _ who: PrincipalID) async throws -> String {
        try await custodian.disclose(SupportView.self, about: "c-1", for: purpose, to: bed.who(who)).value.email
    }

    @Test(
        "A hold keeps everything from erasure and correction, by whatever identifier, until it is released",
        arguments: Backing.allCases)
    func binds(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var (custodian, key) = try await prepared(bed)
        try await custodian.link("ada@example.org", to: "c-1", reason: "the same account", by: bed.who("officer-1"))
        #expect(try await custodian.identifierCount(of: "ada@example.org", by: nil) == 2)
        // Placed by one identifier, it binds the other.
        let hold = try await custodian.placeHold(on: "ada@example.org", reference: "Case 12/26", by: bed.who("officer-1"))
        let refused = try await thrown(.refusedByLaw) { _ = try await approved("c-1", custodian, bed, key) }
        #expect(refused.reasons.contains { $0.contains("legal hold") && $0.contains("17(3)(e)") })
        #expect(refused.receipt != nil, "the refusal is on record")
        _ = try await thrown(.held) {
            try await custodian.correct(
                FieldValues(text: ["phone": "+1"]), of: "customer", about: "c-1", by: bed.agent)
        }
        _ = try await thrown(.held) {
            try await custodian.correct(FieldValues(["phone": .null]), of: "customer", about: "c-1", by: bed.agent)
        }
        // Nothing was erased, so that nothing is closed to whom it was open before.
        #expect(try await email(custodian, bed, .customerCare, "agent-1") == "ada@example.org")
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        #expect(try await custodian.legalHolds(by: nil) == [hold])
        let released = try await custodian.releaseHold(hold.id, reason: "settled", by: bed.who("officer-1"))
        #expect(released.hold == hold && released.completed == nil)
        let (plan, approval) = try await approved("c-1", custodian, bed, key)
        let done = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        #expect(done.statement.kept.isEmpty)
        // Each of the identifiers is remembered as erased, and a late import of either is refused.
        for subject in ["c-1", "ada@example.org"] as [SubjectID] {
            let late = try await thrown(.erased) {
                try await custodian.collect(
                    Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .other("import"),
                    by: bed.importer)
            }
            #expect(late.receipt != nil, "the refusal is on record")
            _ = try await thrown(.erased) { try await custodian.withdrawConsent(of: subject, for: .directMarketing) }
            _ = try await thrown(.erased) {
                try await custodian.link("c-9", to: subject, reason: "late", by: bed.who("officer-1"))
            }
        }
        try await custodian.close()
    }

    @Test(
        "What a hold keeps of an erased person opens for the claim alone, and its release completes the erasure",
        arguments: Backing.allCases)
    func completes(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var (custodian, key) = try await prepared(bed)
        try await custodian.collect(
            FieldValues(text: ["diagnosis": "well"]), as: "patient", about: "c-1", for: ["treatment"], from: .subject,
            by: bed.importer)
        // Both records are of one retention class; what is held decides for the class.
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        try await custodian.collect(
            Customer(email: "ada@example.org", hobby: "chess"), about: "c-1", for: [.directMarketing], from: .subject,
            by: bed.importer, options: CollectOptions(allowsSeveral: true))
        let hold = try await custodian.placeHold(
            on: "c-1", records: ["patient"], reference: "Case 13/26", by: bed.who("officer-1"))
        let (plan, approval) = try await approved("c-1", custodian, bed, key)
        #expect(plan.holds == [hold.id])
        let certificate = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        #expect(certificate.statement.destroyed.flatMap(\.fields).sorted() == ["customer.email", "customer.hobby"])
        let kept = try #require(certificate.statement.kept.first)
        #expect(kept.ground == .legalClaims && kept.fields.contains("patient.diagnosis"))
        #expect(kept.justifications == ["https://w3id.org/dpv/legal/eu/gdpr#JustificationA17LegalClaims"])
        #expect(certificate.statement.selfCheck?.values == 1)
        _ = try await thrown(.denied) { _ = try await email(custodian, bed, .customerCare, "agent-1") }
        #expect(try await email(custodian, bed, .legalClaims, "biller-1") == "ada@example.org")
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let released = try await custodian.releaseHold(hold.id, reason: "settled", by: bed.who("officer-1"))
        let completed = try #require(released.completed)
        let certificateKey = try custodian.certificateKey()
        #expect(completed.statement.kept.isEmpty && completed.isSigned(by: certificateKey))
        _ = try await thrown(.erased) { _ = try await email(custodian, bed, .legalClaims, "biller-1") }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test(
        "What was collected since the approval is not erased by it when the hold is released: that takes a new plan",
        arguments: Backing.allCases)
    func outgrown(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, key) = try await prepared(bed)
        let officer = bed.who("officer-1")
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        try await custodian.collect(
            Customer(email: "ada@example.org", hobby: "chess"), about: "c-1", for: [.directMarketing], from: .subject,
            by: bed.importer, options: CollectOptions(allowsSeveral: true))
        try await custodian.collect(
            FieldValues(text: ["diagnosis": "well"]), as: "patient", about: "c-1", for: ["treatment"], from: .subject,
            by: bed.importer)
        let hold = try await custodian.placeHold(on: "c-1", records: ["patient"], reference: "Case 15/26", by: officer)
        let (plan, approval) = try await approved("c-1", custodian, bed, key)
        _ = try await custodian.execute(plan, approval: approval, by: officer)
        bed.clock.advance(milliseconds: 1)
        let fresh = try await custodian.collect(
            Customer(email: "ada@example.net"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer,
            options: CollectOptions(allowsSeveral: true))
        let token = try await custodian.known("c-1")

        let released = try await custodian.releaseHold(hold.id, reason: "settled", by: officer)
        #expect(released.completed == nil && released.awaitingPlan == [token])
        _ = try await thrown(.planChanged) {
            _ = try await custodian.completeSuspendedErasure(of: "c-1", by: officer)
        }
        let seen = try await custodian.disclose(
            SupportView.self, about: "c-1", record: fresh.record, for: .customerCare, to: bed.agent)
        #expect(seen.value.email == "ada@example.net")
        let (again, agreed) = try await approved("c-1", custodian, bed, key)
        #expect(try await custodian.execute(again, approval: agreed, by: officer).statement.kept.isEmpty)
        _ = try await thrown(.erased) { _ = try await email(custodian, bed, .customerCare, "agent-1") }
        #expect(try await custodian.backends.data.record(SuspendedErasure.id(token)) == nil)
        try await custodian.close()
    }

    @Test("A plan that was approved before the hold is not carried out after it")
    func race() async throws {
        let bed = Bed(.memory)
        let (custodian, key) = try await prepared(bed)
        let (plan, approval) = try await approved("c-1", custodian, bed, key)
        let hold = try await custodian.placeHold(on: "c-1", reference: "Case 14/26", by: bed.who("officer-1"))
        _ = try await thrown(.planChanged) {
            _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        }
        _ = try await thrown(.denied) {
            _ = try await custodian.releaseHold(hold.id, reason: "no", by: bed.agent)
        }
        _ = try await thrown(.invalidInput) {
            _ = try await custodian.placeHold(on: "c-1", reference: " ", by: bed.who("officer-1"))
        }
        _ = try await thrown(.unknownRecord) {
            _ = try await custodian.releaseHold(RecordID(.zero), reason: "no", by: bed.who("officer-1"))
        }
        #expect(try await custodian.log(by: nil).contains { $0.action == .placeHold })
    }

    @Test("An identifier is linked and split, on record, and never to two people")
    func aliases() async throws {
        let bed = Bed(.memory)
        let (custodian, _) = try await prepared(bed)
        let officer = bed.who("officer-1")
        try await custodian.collect(
            Customer(email: "bob@example.org"), about: "c-2", for: [.customerCare], from: .subject, by: bed.importer)
        _ = try await thrown(.denied) { try await custodian.link("x", to: "c-1", reason: "same", by: bed.agent) }
        _ = try await thrown(.alreadyHeld) { try await custodian.link("c-2", to: "c-1", reason: "same", by: officer) }
        _ = try await thrown(.unknownSubject) { try await custodian.link("x", to: "nobody", reason: "same", by: officer) }
        try await custodian.link("x", to: "c-1", reason: "same", by: officer)
        try await custodian.link("x", to: "c-1", reason: "again", by: officer)
        let seen = try await custodian.disclose(SupportView.self, about: "x", for: .customerCare, to: bed.agent)
        #expect(seen.value.email == "ada@example.org")
        try await custodian.split("x", reason: "another person's", by: officer)
        _ = try await thrown(.unknownSubject) { try await custodian.split("x", reason: "again", by: officer) }
        _ = try await thrown(.invalidInput) { try await custodian.split("c-1", reason: "the last", by: officer) }
        try await custodian.collect(
            Customer(email: "eve@example.org"), about: "x", for: [.customerCare], from: .subject, by: bed.importer)
        let log = try await custodian.log(by: nil)
        #expect(log.count { $0.action == .linkSubjects && $0.decision == .permit } == 1)
        #expect(log.count { $0.action == .splitSubject && $0.decision == .permit } == 1)
    }

    @Test("The name of a principal finds no person, whatever is asked about it")
    func principals() async throws {
        let bed = Bed(.memory)
        let (custodian, key) = try await prepared(bed)
        let (lead, officer) = (SubjectID("lead-1", as: .principal), bed.who("officer-1"))
        let acts: [() async throws -> Void] = [
            { _ = try await approved(lead, custodian, bed, key) },
            { _ = try await custodian.placeHold(on: lead, reference: "Case 16/26", by: officer) },
            { try await custodian.link("x", to: lead, reason: "same", by: officer) },
            { try await custodian.link(lead, to: "c-1", reason: "same", by: officer) },
            { try await custodian.split(lead, reason: "another", by: officer) },
            { try await custodian.merge("c-1", with: lead, reason: "same", by: officer) },
            { _ = try await custodian.token(of: lead, by: officer) },
            {
                try await custodian.collect(
                    Customer(email: "ada@example.org"), about: lead, for: [.customerCare], from: .subject, by: bed.importer)
            },
        ]
        for act in acts { _ = try await thrown(.invalidInput, from: act) }
        #expect(try await custodian.backends.keys.counts().destroyed == 0)
        // The lead goes on approving.
        let (plan, approval) = try await approved("c-1", custodian, bed, key)
        #expect(try await custodian.execute(plan, approval: approval, by: officer).statement.kept.isEmpty)
    }
}
