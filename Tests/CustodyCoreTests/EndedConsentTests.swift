import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

private let repair: Purpose = "offers.repair"

private struct Guest: PersonalRecord {
    static let schema = RecordSchema("guest") {
        Field("email", .emailAddress, for: [repair])
        Field("hobby", "interests.hobby", for: [repair])
    }
    var email: String
    var hobby: String?
}

private struct AddressView: PersonalView {
    typealias Record = Guest
    let email: String
}

private struct GuestView: PersonalView {
    typealias Record = Guest
    let email: String
    let hobby: String?
}

@Suite("What rests on a consent, or on data, whose end comes before the commit")
struct EndedConsentTests {
    /// What is decided about a person on their consent.
    enum Act: CaseIterable {
        case disclose, share, discloseAll, collect, extend

        /// What it is refused with without a consent.
        var refusal: CustodianError.Code { self == .extend ? .refusedByLaw : .denied }

        func perform(_ custodian: Custodian, _ name: String, by principal: Principal) async throws {
            let subject = SubjectID(name)
            switch self {
            case .disclose:
                _ = try await custodian.disclose(
                    ConsentBed.MailView.self, about: subject, for: .directMarketing, to: principal)
            case .share:
                _ = try await custodian.share(
                    ConsentBed.MailView.self, about: subject, for: .directMarketing, with: ConsentBed.post, by: principal)
            case .discloseAll:
                let stream = try await custodian.discloseAll(
                    ConsentBed.MailView.self, where: .heldFor(.customerCare), for: .directMarketing, to: principal)
                for try await batch in stream { for part in batch.parts { _ = try part.result.get() } }
            case .collect:
                try await custodian.collect(
                    FieldValues(text: ["email": "ada@example.net"]), as: "customer", about: SubjectID("\(name) too"),
                    for: [.directMarketing], from: .subject, by: principal)
            case .extend:
                try await custodian.extend(
                    "customer", about: subject, to: .directMarketing, because: .consent, telling: .exempt(.alreadyInformed),
                    by: principal)
            }
        }
    }

    /// Marketing needs consent. A repair does not, but that a part of it is told of does.
    private static func opened(_ bed: Bed, _ hook: Hook) async throws -> Custodian {
        var governance = try Bed.governance()
        governance.records.append(Guest.schema)
        governance.policy.purposes += [
            PurposeDeclaration("offers", basis: .consent), PurposeDeclaration(repair, basis: .contract),
        ]
        governance.policy.roles.append(
            Role(
                "desk",
                rules: [
                    Rule(
                        [.read, .share, .collect, .extendPurpose], categories: [.contact, "interests"],
                        purposes: [.directMarketing]),
                    Rule([.collect], categories: [.contact, "interests"], purposes: [repair]),
                    Rule([.read], categories: [.contact], purposes: [repair]),
                    Rule([.read], categories: ["interests"], purposes: [repair], when: [.consentGiven]),
                ]))
        governance.policy.principals.append(Assignment("desk-1", to: ["desk"]))
        let backends = try await Backends.inMemory(controller: "acme", coordinator: SlowCoordinator(hook: hook))
        return try await Custodian.open(backends, governance: governance, clock: bed.clock)
    }

    private static func consent(
        _ custodian: Custodian, _ bed: Bed, _ subject: SubjectID, to purpose: Purpose = .directMarketing, hours: Int64?
    ) async throws {
        let end = hours.map { bed.clock.now().adding(milliseconds: $0 * 3_600_000) }
        try await custodian.recordConsent(
            .given(explicitly: false), of: subject, for: purpose, notice: ConsentBed.notice(purpose),
            under: ConsentCircumstances(validUntil: end), by: bed.agent)
    }

    private static func collect(_ custodian: Custodian, _ bed: Bed, _ subject: SubjectID) async throws {
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "customer", about: subject, for: [.customerCare],
            from: .subject, by: bed.importer)
    }

    /// A guest, c-1, who consents to offers for an hour, which no repair needs.
    private static func withGuest(_ bed: Bed, _ hook: Hook) async throws -> Custodian {
        let custodian = try await opened(bed, hook)
        try await custodian.collect(
            Guest(email: "ada@example.org", hobby: "chess"), about: "c-1", for: [repair], from: .subject,
            by: bed.who("desk-1"))
        try await consent(custodian, bed, "c-1", to: "offers", hours: 1)
        return custodian
    }

    /// What is seen of c-1 for a repair, by themselves or among all.
    private static func see<View: PersonalView>(
        _ view: View.Type, _ custodian: Custodian, _ bed: Bed, inBulk: Bool
    ) async throws -> Disclosure<View> where View.Record == Guest {
        guard inBulk else {
            return try await custodian.disclose(view, about: "c-1", for: repair, to: bed.who("desk-1"))
        }
        var parts: [DisclosureBatch<View>.Part] = []
        for try await batch in try await custodian.discloseAll(view, for: repair, to: bed.who("desk-1")) {
            parts += batch.parts
        }
        #expect(parts.count == 1)
        return try #require(parts.first).result.get()
    }

    private static func reads(_ custodian: Custodian, by principal: PrincipalID = "desk-1") async throws -> [LogLine] {
        try await custodian.log(LogFilter(principal: principal, actions: [.read]), by: nil)
    }

    @Test("A consent that runs out while something is decided and recorded by it gives nothing", arguments: Act.allCases)
    func ended(_ act: Act) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        for subject: SubjectID in ["first", "second"] { try await Self.collect(custodian, bed, subject) }
        for subject: SubjectID in ["first", "second", "first too", "second too"] {
            try await Self.consent(custodian, bed, subject, hours: 1)
        }
        func permitted() async throws -> Int {
            try await custodian.log(LogFilter(principal: "desk-1", decisions: [.permit]), by: nil).count
        }
        try await act.perform(custodian, "first", by: bed.who("desk-1"))
        let before = try await permitted()
        #expect(before > 0)
        hook.arm { bed.clock.advance(hours: 1) }
        let error = try await thrown(act.refusal) { try await act.perform(custodian, "second", by: bed.who("desk-1")) }
        #expect(error.receipt != nil)
        #expect(act == .extend || error.decision?.reasons.contains(.noConsent) == true)
        #expect(try await permitted() == before)
    }

    @Test("What a basis of its own permits does not wait for a consent to end", arguments: [false, true])
    func ownBasis(inBulk: Bool) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.withGuest(bed, hook)
        let decided = bed.clock.now()
        hook.arm { bed.clock.advance(hours: 1) }
        let seen = try await Self.see(AddressView.self, custodian, bed, inBulk: inBulk)
        #expect(seen.value.email == "ada@example.org")
        #expect(bed.clock.now() > decided)
        // It was decided once, while the consent held.
        let lines = try await Self.reads(custodian)
        #expect(lines.map(\.decision) == [.permit] && lines.map(\.time) == [decided])
    }

    @Test("What the consent alone adds is decided anew without it, and the rest is given once", arguments: [false, true])
    func partly(inBulk: Bool) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.withGuest(bed, hook)
        let before = try await Self.see(GuestView.self, custodian, bed, inBulk: inBulk)
        #expect(before.value.hobby == "chess" && before.withheld.isEmpty)
        hook.arm { bed.clock.advance(hours: 1) }
        let seen = try await Self.see(GuestView.self, custodian, bed, inBulk: inBulk)
        #expect(seen.value.email == "ada@example.org" && seen.value.hobby == nil)
        #expect(Set(seen.withheld.keys) == ["hobby"])
        let lines = try await Self.reads(custodian)
        #expect(lines.map(\.decision) == [.permit, .permit])
        #expect(lines.last?.time == bed.clock.now())
    }

    @Test("A restriction that a consent lifts holds again from its end", arguments: [false, true])
    func restricted(inBulk: Bool) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.withGuest(bed, hook)
        try await custodian.restrictProcessing(of: "c-1")
        #expect(try await Self.see(AddressView.self, custodian, bed, inBulk: inBulk).value.email == "ada@example.org")
        hook.arm { bed.clock.advance(hours: 1) }
        let error = try await thrown(.denied) { _ = try await Self.see(AddressView.self, custodian, bed, inBulk: inBulk) }
        #expect(error.decision?.reasons.contains(.restricted) == true && error.receipt != nil)
        #expect(try await Self.reads(custodian).map(\.decision) == [.permit, .deny])
    }

    @Test("Of those of whom the same is decided each consent has an end of its own, and they share an entry")
    func everyone() async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        // The end that comes first is neither of the first nor of the last.
        for (subject, hours) in [("c-1", 2), ("c-2", 1), ("c-3", nil)] as [(SubjectID, Int64?)] {
            bed.clock.advance(milliseconds: 1)
            try await Self.collect(custodian, bed, subject)
            try await Self.consent(custodian, bed, subject, hours: hours)
        }
        let short = try await custodian.known("c-2")
        func refused() async throws -> [SubjectToken: CustodianError] {
            var refused: [SubjectToken: CustodianError] = [:]
            let stream = try await custodian.discloseAll(
                ConsentBed.MailView.self, where: .heldFor(.customerCare), for: .directMarketing, to: bed.who("desk-1"))
            for try await batch in stream {
                for part in batch.parts { if case .failure(let error) = part.result { refused[part.subject] = error } }
            }
            return refused
        }
        #expect(try await refused().isEmpty)
        #expect(try await Self.reads(custodian).map(\.recordCount) == [3])
        hook.arm { bed.clock.advance(hours: 1) }
        let failures = try await refused()
        #expect(Set(failures.keys) == [short])
        #expect(failures[short]?.decision?.reasons.contains(.noConsent) == true && failures[short]?.receipt != nil)
        let lines = try await Self.reads(custodian).dropFirst()
        func people(_ decision: AuditDecision) -> UInt32 {
            lines.filter { $0.decision == decision }.reduce(0) { $0 + $1.recordCount }
        }
        #expect(people(.permit) == 2 && people(.deny) == 1)
    }

    @Test("Under a host's engine that asks for no consent, what only a consent covers ends with it")
    func engine() async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await bed.withSlowPolicy(Hook(), committingTo: SlowCoordinator(hook: hook))
        try await Self.collect(custodian, bed, "c-1")
        try await Self.consent(custodian, bed, "c-1", hours: 1)
        func see() async throws -> Disclosure<ConsentBed.MailView> {
            try await custodian.disclose(
                ConsentBed.MailView.self, about: "c-1", for: .directMarketing, to: bed.who("marketer-1"))
        }
        #expect(try await see().value.email == "ada@example.org")
        hook.arm { bed.clock.advance(hours: 1) }
        let error = try await thrown(.denied) { _ = try await see() }
        #expect(error.receipt != nil)
        #expect(try await Self.reads(custodian, by: "marketer-1").map(\.decision) == [.permit, .deny])
    }

    @Test("A value whose time is over before the commit is not given either", arguments: [false, true])
    func retention(inBulk: Bool) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        let end = try #require(RetentionClass.years(10, after: .collection).end(collectedAt: bed.clock.now()))
        try await custodian.collect(
            FieldValues(text: ["iban": "GB33"]), as: "customer", about: "c-1", for: [.payment], from: .subject,
            by: bed.importer)
        bed.clock.set(end.adding(milliseconds: -1))
        func see() async throws {
            let biller = bed.who("biller-1")
            guard inBulk else {
                _ = try await custodian.disclose(PaymentView.self, about: "c-1", for: .payment, to: biller)
                return
            }
            for try await batch in try await custodian.discloseAll(PaymentView.self, for: .payment, to: biller) {
                for part in batch.parts { _ = try part.result.get() }
            }
        }
        try await see()
        hook.arm { bed.clock.advance(milliseconds: 1) }
        let error = try await thrown(.denied) { try await see() }
        #expect(error.receipt != nil)
        #expect(error.reasons == ["field 'iban' is withheld: its retention time ended at \(end)"])
        #expect(try await Self.reads(custodian, by: "biller-1").map(\.decision) == [.permit, .deny])
    }
}
