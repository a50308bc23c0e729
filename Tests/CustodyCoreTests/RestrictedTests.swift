import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Restricted processing and objections")
struct RestrictedTests {
    /// Each purpose, and whether processing for it goes on under a restriction.
    private static let purposes: [(purpose: Purpose, basis: LawfulBasis, exception: RestrictionException?, goesOn: Bool)] = [
        ("care", .legitimateInterests, nil, false),
        ("billing", .contract, nil, false),
        ("tax", .legalObligation, nil, false),
        ("rescue", .vitalInterests, nil, false),
        ("register", .publicTask, nil, false),
        ("guard", .recognisedInterests, nil, false),
        ("news", .consent, nil, true),
        ("offers", .consent, nil, false),
        (.directMarketing, .legitimateInterests, nil, false),
        (.legalClaims, .legitimateInterests, nil, true),
        ("legalClaims.court", .legitimateInterests, nil, true),
        ("defence", .legitimateInterests, .legalClaims, true),
        ("neighbours", .legitimateInterests, .anotherPersonsRights, true),
        ("epidemic", .publicTask, .importantPublicInterest, true),
        (.rightsFulfilment, .legalObligation, nil, true),
        (.breachNotification, .legalObligation, nil, true),
    ]

    private static func governance() throws -> Governance {
        let declared = purposes.filter { item in !Purpose.builtIn.contains { $0.purpose == item.purpose } }
        return Governance(
            policy: try RolePolicy(controller: "acme") {
                for item in declared {
                    Declare(
                        item.purpose, on: item.basis, note: "weighed",
                        recognisedInterest: item.basis == .recognisedInterests ? .safeguarding : nil,
                        underRestriction: item.exception)
                }
                Role("staff") {
                    Allow([.collect, .read], [.contact], for: purposes.map(\.purpose))
                    Allow(.correct, [.contact])
                    Allow([.recordConsent, .handleRequest], [])
                }
                Assign("agent-1", to: "staff")
            },
            records: [
                RecordSchema("letter") { Field("email", .emailAddress, for: declared.map(\.purpose)) }
            ], logRetention: Bed.logRetention)
    }

    private func opened(_ bed: Bed) async throws -> Custodian {
        let custodian = try await bed.open(Self.governance())
        for purpose: Purpose in ["news", "offers"] {
            try await custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: purpose,
                notice: ShownNotice(text: Array("\(purpose)".utf8), version: "1", language: "en"), by: bed.agent)
        }
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "letter", about: "c-1",
            for: Self.purposes.map(\.purpose).filter { purpose in !Purpose.builtIn.contains { $0.purpose == purpose } },
            from: .subject, by: bed.agent)
        try await custodian.withdrawConsent(of: "c-1", for: "offers")
        return custodian
    }

    private func reasons(_ purpose: Purpose, _ custodian: Custodian, _ bed: Bed) async throws -> [AccessReason]? {
        do {
            _ = try await custodian.disclose([FieldRequest("email")], of: "letter", about: "c-1", for: purpose, to: bed.agent)
            return nil
        } catch let error as CustodianError {
            guard error.code == .denied, let decision = error.decision else { throw error }
            return decision.reasons.all
        }
    }

    @Test("a restricted person: each purpose tried, each answer right", arguments: Backing.allCases)
    func everyPurpose(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await opened(bed)
        for item in Self.purposes where item.purpose != "offers" {
            #expect(try await reasons(item.purpose, custodian, bed) == nil, "\(item.purpose) before the restriction")
        }
        let request = try await custodian.receiveRequest(.restriction, about: "c-1", restriction: .accuracyContested, by: nil)
        try await custodian.advance(request.id, .noDoubt(because: "logged in"), by: bed.agent)
        try await custodian.advance(request.id, .grant, by: bed.agent)
        try await custodian.execute(try await custodian.verified(request.id), for: "c-1", by: bed.agent)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open(Self.governance())
        }
        for item in Self.purposes {
            let reasons = try await reasons(item.purpose, custodian, bed)
            #expect((reasons == nil) == item.goesOn, "\(item.purpose): \(String(describing: reasons))")
            if !item.goesOn { #expect(reasons?.contains(.restricted) == true, "\(item.purpose)") }
        }
        // Storing goes on, accuracy too, and nothing new is taken in for what is restricted.
        #expect(try await custodian.backends.data.counts().records > 0)
        try await custodian.correct(FieldValues(text: ["email": "a@example.org"]), of: "letter", about: "c-1", by: bed.agent)
        _ = try await thrown(.denied) {
            try await custodian.collect(
                FieldValues(text: ["email": "x@example.org"]), as: "letter", about: "c-1", for: ["care"], from: .subject,
                by: bed.agent, options: CollectOptions(allowsSeveral: true))
        }
        // While it holds, the reason keeps the data from being erased.
        let token = try await custodian.known("c-1")
        #expect(try await custodian.openMatters(about: token).map(\.kind) == [.accuracyContested])
        // It is lifted only once the person was told.
        _ = try await thrown(.refusedByLaw) {
            try await custodian.liftRestriction(of: "c-1", toldAt: bed.clock.now().adding(milliseconds: 1), by: bed.agent)
        }
        try await custodian.liftRestriction(of: "c-1", toldAt: bed.clock.now(), by: bed.agent)
        #expect(try await reasons("care", custodian, bed) == nil)
        #expect(try await custodian.openMatters(about: token).isEmpty)
    }

    @Test("an objection pauses the processing until it is weighed, and against marketing nothing is weighed")
    func objecting() async throws {
        let bed = Bed(.memory)
        let custodian = try await opened(bed)
        let request = try await custodian.receiveRequest(
            .objection, about: "c-1", purposes: ["care", "register", "guard", .directMarketing, "billing"], by: nil)
        try await custodian.advance(request.id, .noDoubt(because: "logged in"), by: bed.agent)
        try await custodian.advance(request.id, .grant, by: bed.agent)
        try await custodian.execute(try await custodian.verified(request.id), for: "c-1", by: bed.agent)
        for purpose: Purpose in ["care", "register", "guard", .directMarketing] {
            #expect(try await reasons(purpose, custodian, bed) == [.objected], "\(purpose)")
        }
        // Nobody can object to a contract.
        #expect(try await reasons("billing", custodian, bed) == nil)
        _ = try await thrown(.invalidInput) {
            try await custodian.liftObjection(of: "c-1", to: "care", because: " ", by: bed.agent)
        }
        try await custodian.liftObjection(of: "c-1", to: "care", because: "the case is before the court", by: bed.agent)
        #expect(try await reasons("care", custodian, bed) == nil)
        #expect(try await reasons("register", custodian, bed) == [.objected])
        _ = try await thrown(.refusedByLaw) {
            try await custodian.liftObjection(of: "c-1", to: .directMarketing, because: "we want to", by: bed.agent)
        }
        #expect(try await reasons(.directMarketing, custodian, bed) == [.objected])
        try await custodian.takeBackObjection(of: "c-1", to: .directMarketing)
        #expect(try await reasons(.directMarketing, custodian, bed) == nil)
    }
}
