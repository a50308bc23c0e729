import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@Suite("The consent ledger behind decisions")
struct ConsentLedgerTests {
    @Test(
        "What was shown is recorded apart from the answer, and nobody answers what they were not shown",
        arguments: Backing.allCases)
    func shown(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        let hash = try await bed.custodian.recordNotice(Bed.notice, explaining: [.directMarketing], by: bed.staff)
        let early = try await thrown(.invalidInput) {
            try await bed.custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: .directMarketing, toShown: hash, by: bed.staff)
        }
        #expect(early.reasons == ["noticeNotServed"])
        try await bed.custodian.requestConsent(of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.staff)
        #expect(try await bed.state() == .requested)
        #expect(try await bed.refusal()?.contains(AccessReason.noConsent) == true)
        bed.bed.clock.advance(hours: 1)
        try await bed.custodian.recordConsent(
            .given(explicitly: true), of: "c-1", for: .directMarketing, toShown: hash, by: bed.staff)
        #expect(try await bed.mail().value.email == "ada@example.org")
        let history = try await bed.custodian.consentHistory(of: "c-1", by: nil)
        #expect(history.map(\.event.kind) == [.requested, .given])
        #expect(try await bed.custodian.noticeText(hash) == Bed.notice.text)
        try await bed.custodian.close()
    }

    @Test("Bad input is a typed error, and nothing of it is recorded", arguments: Backing.allCases)
    func badInput(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        let unknown = NoticeHash(of: [1])
        func reasons(_ code: CustodianError.Code = .invalidInput, _ body: () async throws -> Void) async throws -> [String] {
            try await thrown(code, from: body).reasons
        }
        #expect(
            try await reasons {
                try await bed.custodian.recordConsent(
                    .refused, of: "c-1", for: .directMarketing, toShown: unknown, by: bed.staff)
            } == ["noticeUnknown"])
        _ = try await reasons {
            try await bed.give(notice: ShownNotice(text: [], version: "1", language: "en"))
        }
        let future = bed.bed.clock.now().adding(milliseconds: 1)
        #expect(
            try await reasons { try await bed.give(under: ConsentCircumstances(occurredAt: future)) } == ["occurredInFuture"])
        _ = try await reasons(.unknownPurpose) { try await bed.give(for: "research") }
        _ = try await reasons(.unknownPurpose) { try await bed.custodian.withdrawConsent(of: "c-1", for: "research") }
        #expect(try await reasons { try await bed.give(for: "fun.game") } == ["guardianMissing"])
        let day = CivilDate(utc: bed.bed.clock.now())
        let child = try #require(AgeAssurance(years: 12, in: "AT", by: .standard, at: day))
        #expect(
            try await reasons { try await bed.give(for: "fun.game", under: ConsentCircumstances(age: child)) } == [
                "guardianMissing"
            ])
        #expect(
            try await reasons { try await bed.give(under: ConsentCircumstances(channel: "my name is")) } == ["detailInvalid"])
        #expect(
            try await reasons { try await bed.give(under: ConsentCircumstances(validUntil: bed.bed.clock.now())) } == [
                "validityInvalid"
            ])
        #expect(try await reasons { try await bed.give("c-1", .renewed(explicitly: false)) } == ["nothingToRenew"])
        #expect(
            try await reasons {
                _ = try await bed.custodian.invalidateConsent(of: "c-1", for: .directMarketing, by: bed.staff)
            } == ["targetInvalid"])
        #expect(try await bed.custodian.consentHistory(of: "c-1", by: nil).isEmpty)
        try await bed.give(
            for: "fun.game", under: ConsentCircumstances(onBehalf: Representation(.guardian, jointly: true), age: child))
        #expect(try await bed.state(for: "fun.game") == .given)
        try await bed.custodian.close()
    }

    @Test("A consent ends decisions when it runs out, and counts again when it is renewed", arguments: Backing.allCases)
    func runsOut(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        let end = bed.bed.clock.now().adding(milliseconds: 3_600_000)
        try await bed.give(under: ConsentCircumstances(validUntil: end))
        _ = try await bed.mail()
        let soon = try await bed.custodian.consents(
            .expiring(before: end.adding(milliseconds: 1)), for: .directMarketing, by: bed.staff)
        #expect(soon.items.map(\.status.validUntil) == [end])
        bed.bed.clock.advance(hours: 1)
        #expect(try await bed.state() == .expired)
        #expect(try await bed.refusal()?.contains(AccessReason.noConsent) == true)
        let why = try await bed.custodian.explainConsent(of: "c-1", for: .directMarketing, by: nil)
        #expect(why.rule == .ranOut && why.status.state == .expired && why.notice?.version == "1")
        try await bed.give("c-1", .renewed(explicitly: false))
        _ = try await bed.mail()
        try await bed.custodian.close()
    }

    @Test("Consent to some categories opens those and no others", arguments: Backing.allCases)
    func categories(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give(under: ConsentCircumstances(categories: [.contact]))
        let seen = try await bed.mail()
        #expect(seen.value.email == "ada@example.org")
        #expect(seen.withheld["hobby"] != nil)
        try await bed.give(under: ConsentCircumstances(categories: [.financial]))
        #expect(try await bed.refusal()?.contains(AccessReason.noConsent) == true)
        try await bed.custodian.close()
    }

    @Test("A material change stops decisions until the person agrees again, a minor one does not", arguments: Backing.allCases)
    func stale(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        func edition(_ version: String, _ change: Notice.Change?) -> ShownNotice {
            ShownNotice(
                text: Array("We write to you, \(version)".utf8), version: version, language: "en", name: "newsletter",
                change: change)
        }
        _ = try await thrown(.denied) {
            _ = try await bed.custodian.recordNotice(edition("1", nil), explaining: [.directMarketing], by: bed.nobody)
        }
        _ = try await bed.custodian.recordNotice(edition("1", nil), explaining: [.directMarketing], by: bed.staff)
        try await bed.give(notice: edition("1", nil))
        _ = try await bed.custodian.recordNotice(edition("2", .minor), explaining: [.directMarketing], by: bed.staff)
        _ = try await bed.mail()
        let third = try await bed.custodian.recordNotice(
            edition("3", .material), explaining: [.directMarketing], by: bed.staff)
        #expect(try await bed.state() == .stale)
        #expect(try await bed.refusal()?.contains(AccessReason.noConsent) == true)
        let why = try await bed.custodian.explainConsent(of: "c-1", for: .directMarketing, by: nil)
        #expect(why.rule == .changedMaterially && why.replacedBy?.hash == third)
        #expect(try await bed.custodian.consents(.stale, for: .directMarketing, by: nil).items.count == 1)
        try await bed.give("c-1", .renewed(explicitly: false), notice: edition("3", .material))
        _ = try await bed.mail()
        #expect(try await bed.custodian.notices().editions(of: "newsletter").map(\.version) == ["1", "2", "3"])
        try await bed.custodian.close()
    }

    @Test("Taking a consent back lists what relied on it, and alters no earlier answer", arguments: Backing.allCases)
    func invalidation(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        let start = bed.bed.clock.now()
        try await bed.give()
        let given = bed.bed.clock.now()
        bed.bed.clock.advance(hours: 1)
        let first = try await bed.mail().receipt
        _ = try await bed.custodian.disclose(
            ConsentBed.MailView.self, about: "c-1", for: .customerCare, to: bed.staff)
        bed.bed.clock.advance(hours: 1)
        let second = try await bed.mail().receipt
        let before = bed.bed.clock.now()
        bed.bed.clock.advance(hours: 1)
        _ = try await thrown(.denied) {
            _ = try await bed.custodian.invalidateConsent(of: "c-1", for: .directMarketing, by: bed.nobody)
        }
        let came = try await bed.custodian.invalidateConsent(of: "c-1", for: .directMarketing, by: bed.staff)
        #expect(came.disclosures.map(\.commit) == [first.commit, second.commit])
        #expect(came.invalidated.event.kind == .given)
        #expect(try await bed.refusal()?.contains(AccessReason.noConsent) == true)
        func state(_ instant: Instant, _ horizon: ConsentHorizon) async throws -> ConsentStatus.State {
            try await bed.custodian.consentStatus(of: "c-1", for: .directMarketing, at: instant, knownAt: horizon).state
        }
        #expect(try await state(given, .instant(before)) == .given)
        #expect(try await state(given, .latest) == .invalidated)
        #expect(try await state(start.adding(milliseconds: -1), .latest) == .notAsked)
        try await bed.custodian.close()
    }

    @Test("What relied on a consent that was taken back is told when it is asked for again, and it is taken back once")
    func invalidatedOnce() async throws {
        let bed = try await ConsentBed(.memory)
        try await bed.give()
        bed.bed.clock.advance(hours: 1)
        let mail = try await bed.mail().receipt
        bed.bed.clock.advance(hours: 1)
        let faults = StoreFaults()
        let custodian = try await Custodian.open(
            bed.custodian.backends.faulty(faults), governance: nil, clock: bed.bed.clock)
        func takeBack() async throws -> ConsentInvalidation {
            try await custodian.invalidateConsent(of: "c-1", for: .directMarketing, by: bed.staff)
        }
        // What fails comes after the commit: only then the log is looked at.
        faults.fail(StoreCall.Audit.entries)
        await #expect(throws: (any Error).self) { _ = try await takeBack() }
        faults.recover()
        for _ in 0..<2 {
            let came = try await takeBack()
            let history = try await custodian.consentHistory(of: "c-1", by: nil)
            #expect(history.count { $0.event.kind == .invalidated } == 1 && came.invalidated.event.kind == .given)
            #expect(came.receipt != nil && came.receipt?.commit == history.last?.sequence)
            #expect(came.disclosures.map(\.commit) == [mail.commit])
        }
        let taken = try await custodian.log(LogFilter(actions: [.consentInvalidated]), by: nil)
        #expect(taken.map(\.decision) == [.permit])
        let reads = try await custodian.log(LogFilter(principal: "staff-1", actions: [.read]), by: nil)
        #expect(reads.count == 4, "the letter, and each look at what relied on it")
    }

    @Test(
        "Whoever may not record consent can end none, and an end by another is told from a withdrawal",
        arguments: Backing.allCases)
    func ended(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give()
        for end in ConsentEnd.allCases {
            _ = try await thrown(.denied) {
                try await bed.custodian.endConsent(of: "c-1", for: .directMarketing, as: end, by: bed.nobody)
            }
            #expect(try await bed.state() == .given)
            try await bed.custodian.endConsent(of: "c-1", for: .directMarketing, as: end, by: bed.staff)
            #expect(try await bed.state() == (end == .revoked ? .revoked : .expired))
            _ = try await bed.refusal()
            try await bed.give()
        }
        try await bed.custodian.close()
    }

    @Test(
        "An objection to direct marketing is lifted by nobody but the person, another may be weighed",
        arguments: Backing.allCases)
    func objections(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.custodian.object(on: "c-1", to: .directMarketing)
        let refused = try await thrown(.refusedByLaw) {
            try await bed.custodian.liftObjection(of: "c-1", to: .directMarketing, by: bed.staff)
        }
        #expect(refused.reasons == ["objectionAbsolute"])
        try await bed.custodian.takeBackObjection(of: "c-1", to: .directMarketing)
        try await bed.custodian.object(on: "c-1", to: .customerCare)
        func care() async throws {
            _ = try await bed.custodian.disclose(
                ConsentBed.MailView.self, about: "c-1", for: .customerCare, to: bed.staff)
        }
        _ = try await thrown(.denied) { try await care() }
        _ = try await thrown(.denied) {
            try await bed.custodian.liftObjection(of: "c-1", to: .customerCare, by: bed.nobody)
        }
        try await bed.custodian.liftObjection(of: "c-1", to: .customerCare, by: bed.staff)
        try await care()
        try await bed.custodian.close()
    }

    @Test("Listing who consents needs a permission, and is on record before the list is given", arguments: Backing.allCases)
    func listing(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give()
        try await bed.give("c-2")
        _ = try await thrown(.denied) {
            _ = try await bed.custodian.consents(for: .directMarketing, by: bed.nobody)
        }
        let first = try await bed.custodian.consents(for: .directMarketing, limit: 1, by: bed.staff)
        let second = try await bed.custodian.consents(for: .directMarketing, after: first.next, limit: 1, by: bed.staff)
        #expect(first.items.count == 1 && second.items.count == 1 && second.next == nil)
        let reads = try await bed.custodian.log(LogFilter(actions: [.readLog], decisions: [.permit]), by: nil)
        #expect(reads.count == 2)
        try await bed.custodian.close()
    }

    @Test("Who takes a consent back is on record as who looked up what relied on it", arguments: Backing.allCases)
    func invalidationOnRecord(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give()
        bed.bed.clock.advance(hours: 1)
        _ = try await bed.mail()
        bed.bed.clock.advance(hours: 1)
        let came = try await bed.custodian.invalidateConsent(of: "c-1", for: .directMarketing, by: bed.staff)
        let lines = try await bed.custodian.log(LogFilter(subject: "c-1", principal: "staff-1", actions: [.read]), by: nil)
        let read = try #require(lines.last)
        #expect(read.commit > came.invalidated.sequence && read.purpose == nil && read.role == "staff")
        #expect(read.decision == .permit)
        let readings = try await bed.custodian.log(LogFilter(actions: [.readLog]), by: nil)
        #expect(readings.count == 2, "the operator read it just now, twice, and not before")
        try await bed.custodian.close()
    }
}
