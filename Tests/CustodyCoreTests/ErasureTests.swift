import Crypto
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Erasing")
struct ErasureTests {
    /// A custodian with one customer and an enrolled lead, and the lead's key.
    private func prepared(_ bed: Bed) async throws -> (Custodian, Curve25519.Signing.PrivateKey) {
        let custodian = try await bed.withCustomer()
        return (custodian, try await enroll("lead-1", custodian))
    }

    private func enroll(_ id: PrincipalID, _ custodian: Custodian) async throws -> Curve25519.Signing.PrivateKey {
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: id, by: nil)
        return key
    }

    private func erase(
        _ subject: SubjectID, _ ground: ErasureGround, _ custodian: Custodian, _ bed: Bed, _ key: Curve25519.Signing.PrivateKey
    ) async throws -> ErasureCertificate {
        let plan = try await custodian.planErasure(of: subject, ground: ground, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        return try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
    }

    private func withoutStatutoryData(_ bed: Bed) async throws -> (Custodian, Curve25519.Signing.PrivateKey) {
        let custodian = try await bed.open()
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: "c-1042", for: [.customerCare],
            from: .subject,
            by: bed.importer)
        return (custodian, try await enroll("lead-1", custodian))
    }

    @Test("Plan, approval, execution and certificate; afterwards the answer is erased", arguments: Backing.allCases)
    func story(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var (custodian, key) = try await withoutStatutoryData(bed)
        let certificate = try await erase("c-1042", .noLongerNecessary, custodian, bed, key)
        #expect(certificate.statement.kept.isEmpty)
        #expect(certificate.statement.suppressed)
        #expect(certificate.statement.destroyed.flatMap(\.fields) == ["customer.email", "customer.phone"])
        #expect(certificate.isSigned(by: try custodian.certificateKey()))
        var forged = certificate
        forged.statement.ground = .unlawfulProcessing
        #expect(!forged.isSigned(by: try custodian.certificateKey()))
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        _ = try await thrown(.erased) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        _ = try await thrown(.erased) { _ = try await custodian.log(of: "c-1042", by: nil) }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test(
        "What a statutory retention covers stays, named in plan and certificate, and the rest goes", arguments: Backing.allCases
    )
    func keepsStatutory(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, key) = try await prepared(bed)
        let certificate = try await erase("c-1042", .noLongerNecessary, custodian, bed, key)
        #expect(certificate.statement.kept.map(\.fields) == [["customer.iban"]])
        #expect(certificate.statement.kept.first?.reason.contains("17(3)(b)") == true)
        #expect(certificate.statement.kept.first?.until != nil)
        let kept = try #require(certificate.statement.kept.first)
        #expect(kept.ground == .legalObligation && kept.values == 1)
        #expect(kept.justifications == ["https://w3id.org/dpv/legal/eu/gdpr#JustificationA17LegallyRequired"])
        // What stays by law opens for what the law asks, and no longer for what it was collected for.
        let seen = try await custodian.disclose(PaymentView.self, about: "c-1042", for: "bookkeeping", to: bed.who("biller-1"))
        #expect(seen.value.iban == "GB33BUKB20201555555555")
        for purpose in [Purpose.payment, .customerCare, .legalClaims] {
            let refused = try await thrown(.denied) {
                _ = try await custodian.disclose(PaymentView.self, about: "c-1042", for: purpose, to: bed.who("biller-1"))
            }
            #expect(purpose != .payment || refused.message.contains("erased"), "\(refused)")
        }
        let gone = try await thrown(.absentField) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(gone.message.contains("email"))
        try await custodian.close()
    }

    @Test(
        "A withdrawn consent does not erase what is held on another basis; the refusal lists what stays",
        arguments: Backing.allCases)
    func consentWithdrawn(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, _) = try await prepared(bed)
        let error = try await thrown(.refusedByLaw) {
            _ = try await custodian.planErasure(of: "c-1042", ground: .consentWithdrawn, by: bed.who("officer-1"))
        }
        #expect(error.reasons.contains { $0.contains("customer.email") && $0.contains("customerCare") })
        #expect(error.receipt != nil)
        try await custodian.close()
    }

    @Test("A withdrawn consent erases exactly what is held on consent alone", arguments: Backing.allCases)
    func consentAlone(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let key = try await enroll("lead-1", custodian)
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        try await custodian.collect(
            Customer(email: "ada@example.org", hobby: "chess"), about: "c-1042", for: [.customerCare, .directMarketing],
            from: .subject, by: bed.importer)
        let kept = try await thrown(.refusedByLaw) {
            _ = try await erase("c-1042", .consentWithdrawn, custodian, bed, key)
        }
        #expect(kept.reasons.contains { $0.contains("customer.hobby") })
        bed.clock.advance(milliseconds: 1)
        try await custodian.withdrawConsent(of: "c-1042", for: .directMarketing)
        let certificate = try await erase("c-1042", .consentWithdrawn, custodian, bed, key)
        #expect(certificate.statement.destroyed.flatMap(\.fields) == ["customer.hobby"])
        #expect(certificate.statement.kept.flatMap(\.fields) == ["customer.email"])
        let seen = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        #expect(seen.value.email == "ada@example.org")
        try await custodian.close()
    }

    @Test("An objection erases what rests on the interest objected to, and not before it was made", arguments: Backing.allCases)
    func objection(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, key) = try await withoutStatutoryData(bed)
        _ = try await thrown(.refusedByLaw) { _ = try await erase("c-1042", .objection, custodian, bed, key) }
        try await custodian.object(on: "c-1042", to: .customerCare)
        let certificate = try await erase("c-1042", .objection, custodian, bed, key)
        #expect(certificate.statement.destroyed.flatMap(\.fields) == ["customer.email", "customer.phone"])
        try await custodian.close()
    }

    @Test("Approval takes a second, permitted person with an enrolled key over exactly this plan", arguments: Backing.allCases)
    func approval(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, key) = try await prepared(bed)
        let officer = bed.who("officer-1")
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
        _ = try await thrown(.denied) { _ = try await custodian.approve(plan, by: officer, signingWith: key) }
        _ = try await thrown(.denied) { _ = try await custodian.approve(plan, by: bed.agent, signingWith: key) }
        _ = try await thrown(.notApproved) {
            _ = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: Curve25519.Signing.PrivateKey())
        }
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        var altered = plan
        altered.keeps = []
        _ = try await thrown(.notApproved) { _ = try await custodian.execute(altered, approval: approval, by: officer) }
        var forged = approval
        forged.approver = "lead-2"
        _ = try await thrown(.notApproved) { _ = try await custodian.execute(plan, approval: forged, by: officer) }
        _ = try await thrown(.denied) { _ = try await custodian.execute(plan, approval: approval, by: bed.agent) }
        let own = try ErasureApproval(of: plan, by: "officer-1", at: bed.clock.now(), with: key)
        _ = try await thrown(.notApproved) { _ = try await custodian.execute(plan, approval: own, by: officer) }
        try await custodian.close()
    }

    @Test("An agreement that was signed elsewhere is taken from its signer alone, and carries the plan")
    func signedElsewhere() async throws {
        let bed = Bed(.memory)
        let (custodian, key) = try await prepared(bed)
        let (officer, lead) = (bed.who("officer-1"), bed.who("lead-1"))
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
        let (digest, now) = (try plan.digest(), bed.clock.now())
        func signed(at time: Instant) throws -> ErasureApproval {
            let bytes = ErasureApproval.signedBytes(plan: digest, approver: "lead-1", at: time)
            return ErasureApproval(
                plan: digest, approver: "lead-1", approvedAt: time, publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)),
                signature: Bytes([UInt8](try key.signature(for: bytes))))
        }
        let approval = try signed(at: now)
        var forged = approval
        forged.signature = Bytes([UInt8](repeating: 7, count: 64))
        for wrong in [forged, try signed(at: now.adding(milliseconds: 1))] {
            _ = try await thrown(.notApproved) { try await custodian.approve(plan, with: wrong, by: lead) }
        }
        _ = try await thrown(.denied) { try await custodian.approve(plan, with: approval, by: officer) }
        try await custodian.approve(plan, with: approval, by: lead)
        let line = try #require(
            try await custodian.log(LogFilter(actions: [.approveErasure], decisions: [.permit]), by: nil).last)
        #expect(line.role == "lead")
        _ = try await custodian.execute(plan, approval: approval, by: officer)
        _ = try await thrown(.absentField) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        try await custodian.close()
    }

    @Test("A plan is carried out only while what is stored still yields it, and once", arguments: Backing.allCases)
    func planChanged(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, key) = try await withoutStatutoryData(bed)
        let officer = bed.who("officer-1")
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        try await custodian.correct(
            FieldValues(text: ["email": "new@example.org"]), of: "customer", about: "c-1042", by: bed.agent)
        _ = try await thrown(.planChanged) { _ = try await custodian.execute(plan, approval: approval, by: officer) }
        _ = try await erase("c-1042", .noLongerNecessary, custodian, bed, key)
        _ = try await thrown(.planChanged) { _ = try await custodian.execute(plan, approval: approval, by: officer) }
        _ = try await thrown(.erased) {
            _ = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
        }
        try await custodian.close()
    }

    @Test("A new relationship with an erased person is an explicit act and a new token", arguments: Backing.allCases)
    func newRelationship(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, key) = try await withoutStatutoryData(bed)
        let certificate = try await erase("c-1042", .noLongerNecessary, custodian, bed, key)
        let again = Customer(email: "ada@example.com")
        _ = try await thrown(.erased) {
            try await custodian.collect(again, about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        }
        let done = try await custodian.collect(
            again, about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer,
            options: CollectOptions(startsNewRelationship: true))
        let id = try #require(done.record)
        let record = try #require(try await custodian.backends.data.record(id))
        #expect(record.subject != certificate.statement.subject)
        try await custodian.close()
    }

    @Test("No file holds a destroyed key or the plaintext, wrapped or not, and the store still verifies")
    func nothingIsLeft() async throws {
        let bed = Bed(.files)
        let (custodian, key) = try await withoutStatutoryData(bed)
        let token = try await custodian.known("c-1042").handle
        var needles: [[UInt8]] = [Array("ada@example.org".utf8), Array("7946 0018".utf8), Array("c-1042".utf8)]
        let live = try await custodian.backends.keys.live(of: token)
        #expect(live.count >= 2)
        for keyClass in live.keys {
            let id = KeyID(token, keyClass)
            let wrapped = try await custodian.backends.keys.wrapped(id)
            needles.append(wrapped.box)
            needles.append(try await custodian.backends.keys.key(id, provider: bed.provider).bytes)
        }
        #expect(bed.disk.snapshot().values.contains { $0.contains(needles[3]) })
        _ = try await erase("c-1042", .noLongerNecessary, custodian, bed, key)
        func check() {
            for (path, bytes) in bed.disk.snapshot() {
                for needle in needles { #expect(!bytes.contains(needle), "\(path) holds what was erased") }
            }
        }
        check()
        try await custodian.close()
        check()
        let inspection = try await StoreInspection.inspect(at: Bed.directory, keys: bed.provider, files: bed.disk)
        #expect(inspection.findings.isEmpty)
        #expect(inspection.audit?.isIntact == true)
    }

    @Test("An erasure that is cut off after its intent is finished at the next open")
    func resumes() async throws {
        let bed = Bed(.files)
        let (custodian, key) = try await withoutStatutoryData(bed)
        let officer = bed.who("officer-1")
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: officer)
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        let token = try await custodian.known("c-1042").handle
        let wrapped = try await custodian.backends.keys.wrapped(KeyID(token, .log)).box
        // The first write to the key file after the intent is the overwriting.
        bed.files.arm(FaultPlan([.init(.write, .from(1), pathSuffix: "keys/slots", .error(5))]))
        await #expect(throws: (any Error).self) { _ = try await custodian.execute(plan, approval: approval, by: officer) }
        // Nothing is dropped yet, and nobody sees it all the same.
        #expect(try await custodian.backends.data.begunErasures().map(\.subject) == [plan.subject])
        #expect(try await custodian.backends.data.records(of: plan.subject).isEmpty)
        try? await custodian.close()
        bed.files.disarm()
        #expect(bed.disk.snapshot().values.contains { $0.contains(wrapped) })
        let reopened = try await bed.open()
        #expect(!bed.disk.snapshot().values.contains { $0.contains(wrapped) })
        #expect(try await reopened.backends.keys.unfinished().isEmpty)
        #expect(try await reopened.backends.data.begunErasures().isEmpty)
        _ = try await thrown(.erased) {
            _ = try await reopened.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(try await reopened.verify().isIntact)
        try await reopened.close()
    }
}
