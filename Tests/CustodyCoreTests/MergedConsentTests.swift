import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What people decide who turned out to be one")
struct MergedConsentTests {
    private static let merge = CommitSequence(rawValue: 9)

    @Test("nobody is listed whose other token ended the consent, also where the pages are short", arguments: Backing.allCases)
    func listing(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let custodian = desk.custodian
        let ada = try await custodian.known("ada")
        let lovelace = try await custodian.known("lovelace")
        let eve = try await custodian.known("eve")
        let end = desk.bed.clock.now().adding(milliseconds: 3_600_000)
        try await desk.give("ada")
        try await desk.give("lovelace", until: end)
        try await desk.give("eve")
        try await desk.merge()
        #expect(try await Set(desk.listed()) == [ada, lovelace, eve])
        #expect(try await desk.listed(.expiring(before: end.adding(milliseconds: 1))) == [lovelace])

        // The consent of one of them ran out, and with it that of both.
        desk.bed.clock.advance(hours: 1)
        #expect(try await desk.consent("ada") == .expired)
        for limit in [1, 100] { #expect(try await desk.listed(limit: limit) == [eve]) }
        #expect(try await desk.listed(.ranOut) == [lovelace])

        // Given anew by the one person, it counts for both: nobody has to be asked in time or again.
        try await desk.give("ada")
        #expect(try await Set(desk.listed()) == [ada, eve])
        #expect(try await desk.listed(.ranOut).isEmpty)

        try await custodian.withdrawConsent(of: "lovelace", for: .directMarketing)
        #expect(try await desk.consent("ada") == .withdrawn)
        for limit in [1, 2, 100] { #expect(try await desk.listed(limit: limit) == [eve]) }
        try await custodian.object(on: "lovelace", to: .directMarketing)
        #expect(try await desk.listed(.objecting) == [lovelace])

        try await custodian.split("ada", reason: "twins", by: desk.officer)
        #expect(try await Set(desk.listed()) == [ada, eve])
        try await custodian.close()
    }

    @Test("no merge rewrites what was known before it, a later one not what an earlier one said", arguments: Backing.allCases)
    func known(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let (custodian, clock) = (desk.custodian, desk.bed.clock)
        try await desk.give("ada")
        try await desk.give("eve")
        clock.advance(hours: 1)
        let withdrawal = try #require(try await custodian.withdrawConsent(of: "lovelace", for: .directMarketing))
        let decided = clock.now()
        func state(_ subject: SubjectID, _ horizon: ConsentHorizon) async throws -> ConsentStatus.State {
            let status = try await custodian.consentStatus(
                of: subject, for: .directMarketing, at: decided, knownAt: horizon)
            let why = try await custodian.explainConsent(
                of: subject, for: .directMarketing, at: decided, knownAt: horizon, by: nil)
            #expect(why.status == status)
            return status.state
        }
        clock.advance(hours: 1)
        let before = clock.now()
        #expect(try await state("ada", .instant(before)) == .given)
        #expect(try await state("ada", .commit(withdrawal.commit)) == .given)

        clock.advance(hours: 1)
        try await desk.merge()
        let first = try #require(try await desk.commits(.linkSubjects).last)
        clock.advance(hours: 1)
        let between = clock.now()
        for horizon in [ConsentHorizon.instant(before), .commit(withdrawal.commit)] {
            #expect(try await state("ada", horizon) == .given)
        }
        for horizon in [ConsentHorizon.instant(between), .commit(first), .latest] {
            #expect(try await state("ada", horizon) == .withdrawn)
            #expect(try await state("eve", horizon) == .given)
        }

        clock.advance(hours: 1)
        try await desk.merge("eve", "ada")
        let second = try #require(try await desk.commits(.linkSubjects).last)
        clock.advance(hours: 1)
        for horizon in [ConsentHorizon.instant(before), .commit(withdrawal.commit)] {
            #expect(try await state("ada", horizon) == .given)
        }
        for horizon in [ConsentHorizon.instant(between), .commit(first)] {
            #expect(try await state("ada", horizon) == .withdrawn)
            #expect(try await state("eve", horizon) == .given)
        }
        for horizon in [ConsentHorizon.instant(clock.now()), .commit(second), .latest] {
            #expect(try await state("eve", horizon) == .withdrawn)
        }

        // Whoever is left is one as since the first merge.
        try await custodian.split("eve", reason: "twins", by: desk.officer)
        #expect(try await state("eve", .latest) == .given)
        #expect(try await state("ada", .commit(first)) == .withdrawn)
        #expect(try await custodian.merged(custodian.known("ada")).since == first)
        #expect(try await state("eve", .commit(second)) == .withdrawn)
        try await custodian.close()
    }

    @Test(
        "no split rewrites what was known between the merge and it, before and after another merge", arguments: Backing.allCases
    )
    func parted(_ backing: Backing) async throws {
        var desk = try await MergeDesk(backing)
        let clock = desk.bed.clock
        try await desk.give("ada")
        clock.advance(hours: 1)
        try await desk.custodian.withdrawConsent(of: "lovelace", for: .directMarketing)
        let decided = clock.now()
        /// What is answered about the one who gave consent.
        func state(_ horizon: ConsentHorizon) async throws -> ConsentStatus.State {
            let status = try await desk.custodian.consentStatus(of: "ada", for: .directMarketing, knownAt: horizon)
            let why = try await desk.custodian.explainConsent(of: "ada", for: .directMarketing, knownAt: horizon, by: nil)
            #expect(why.status == status)
            return status.state
        }
        clock.advance(hours: 1)
        try await desk.merge()
        let merge = try #require(try await desk.commits(.linkSubjects).last)
        clock.advance(hours: 1)
        let between = clock.now()
        clock.advance(hours: 1)
        try await desk.custodian.split("ada", reason: "twins", by: desk.officer)
        let split = try #require(try await desk.commits(.splitSubject).last)
        let apart = clock.now()
        for isOneAgain in [false, true] {
            if isOneAgain {
                clock.advance(hours: 1)
                try await desk.merge()
            }
            try await desk.reopen()
            for horizon in [ConsentHorizon.instant(decided), .instant(apart), .commit(split)] {
                #expect(try await state(horizon) == .given)
            }
            for horizon in [ConsentHorizon.instant(between), .commit(merge)] {
                #expect(try await state(horizon) == .withdrawn)
            }
            #expect(try await state(.latest) == (isOneAgain ? .withdrawn : .given))
        }

        // A clock that was set back takes nobody apart before they were merged.
        clock.set(decided)
        try await desk.custodian.split("ada", reason: "twins", by: desk.officer)
        let former = try #require(try await desk.custodian.merged(desk.custodian.known("lovelace")).parted)
        #expect(former.count == 2 && former.allSatisfy { $0.joined.recordedAt <= $0.parted.recordedAt })
        #expect(try await state(.instant(between)) == .withdrawn)
        #expect(try await state(.latest) == .given)
        try await desk.custodian.close()
    }

    @Test("of a merge that an older version recorded, all became known with its record")
    func olderRecord() async throws {
        struct Older: Codable {
            var others: [SubjectToken]
            var since: CommitSequence?
        }
        let custodian = try await Bed(.memory).open()
        let (subject, other) = (SubjectToken(.random(from: SystemRandomSource())), SubjectToken(.zero))
        let now = Instant(milliseconds: 1_767_225_600_000)
        let former = OwnRecord<Older>("custody.mergedPeople", field: "others")
        var record = try former.holding(
            Older(others: [other]), as: MergedPeople.id(subject), for: ["custody.mergedPeople"], custodian.sealer,
            custodian.system, at: now)
        record.receipt = Self.merge
        let merge = try MergedPeople(record, custodian.sealer, custodian.system)
        #expect(merge.others == [other] && merge.since == Self.merge)
        #expect(merge.known(by: .instant(now)) == merge && merge.known(by: .commit(Self.merge)) == merge)
        #expect(merge.known(by: .instant(now.adding(milliseconds: -1))).others.isEmpty)
        #expect(merge.known(by: .commit(CommitSequence(rawValue: 8))).others.isEmpty)
        let apart = merge.joined(by: [], at: now.adding(milliseconds: 1))
        #expect(apart.known(by: .instant(now)) == merge && apart.known(by: .commit(Self.merge)) == merge)
        #expect(apart.known(by: .latest).others.isEmpty)
        try await custodian.close()
    }

    @Test("asking one of the tokens ends no consent that the other gave, and the answer counts", arguments: Backing.allCases)
    func asking(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        try await desk.give("ada")
        try await desk.merge()
        try await desk.ask("lovelace")
        for subject: SubjectID in ["ada", "lovelace"] {
            #expect(try await desk.consent(subject) == .given)
            let why = try await desk.custodian.explainConsent(of: subject, for: .directMarketing, by: nil)
            #expect(why.deciding?.event.kind == .given)
            try await desk.custodian.collect(
                Customer(email: "a@example.org", hobby: "maths"), about: subject, for: [.directMarketing], from: .subject,
                by: desk.bed.importer, options: CollectOptions(allowsSeveral: true))
        }
        try await desk.custodian.recordConsent(
            .refused, of: "lovelace", for: .directMarketing, notice: Bed.notice, by: desk.bed.agent)
        for subject: SubjectID in ["ada", "lovelace"] { #expect(try await desk.consent(subject) == .refused) }
        try await desk.custodian.close()
    }

    @Test("where neither answered, that one was asked is said of both")
    func onlyAsked() {
        let asked = ConsentStatus(.requested, sequence: CommitSequence(rawValue: 3))
        #expect(asked.narrower(.notAsked, since: Self.merge) == asked)
        #expect(ConsentStatus.notAsked.narrower(asked, since: Self.merge) == asked)
    }

    @Test("what was said of a part of a purpose stays apart from the whole, whoever of them is asked for and in whatever order")
    func parts() {
        // So many that hardly an order of a set leaves the whole to the last.
        let parts = (0..<32).map { Purpose("marketing.part\($0)") }
        var one = SubjectStanding(
            subject: SubjectToken(.zero), consents: ["marketing": ConsentStatus(.withdrawn, sequence: .zero)],
            objectionMarks: ["marketing": true])
        for part in parts {
            one.consents[part] = ConsentStatus(.given, sequence: CommitSequence(rawValue: 4))
            one.objectionMarks[part] = false
        }
        let nobody = SubjectStanding(subject: SubjectToken(.zero))
        for merged in [
            one.merged(with: [nobody], since: Self.merge), nobody.merged(with: [one], since: Self.merge),
            nobody.merged(with: [one, nobody], since: Self.merge), one.merged(with: [one], since: Self.merge),
        ] {
            #expect(merged.consents == one.consents && merged.objectionMarks == one.objectionMarks)
            #expect(merged.hasObjection(to: "marketing.other") && merged.status(for: "marketing.other").state == .withdrawn)
        }
        // Of an objection to the whole the other took nothing back.
        let objecting = SubjectStanding(subject: SubjectToken(.zero), objectionMarks: ["marketing": true])
        for merged in [
            one.merged(with: [objecting], since: Self.merge), objecting.merged(with: [one], since: Self.merge),
        ] {
            #expect(merged.objections == Set(parts + ["marketing"]) && merged.consents == one.consents)
        }
    }

    @Test("a restriction of any of the tokens is lifted by each identifier, with a record of each", arguments: Backing.allCases)
    func lifting(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let custodian = desk.custodian
        func lift(_ subject: SubjectID) async throws -> AuditReceipt? {
            try await custodian.liftRestriction(of: subject, toldAt: desk.bed.clock.now(), by: desk.bed.agent)
        }
        func lifted() async throws -> [CommitSequence] {
            try await custodian.log(LogFilter(actions: [.restriction], decisions: [.permit]), by: nil).map(\.commit)
        }
        try await custodian.restrictProcessing(of: "ada")
        try await desk.merge()
        _ = try await thrown(.denied) { _ = try await desk.email("lovelace") }
        let first = try #require(try await lift("lovelace")).commit
        #expect(try await lifted() == [first])
        #expect(try await desk.email("ada") == "ada@example.org")
        #expect(try await desk.email("lovelace") == "lovelace@example.org")
        #expect(try await lift("ada") == nil)

        // Both at once: in one commit, and each finds it in their own history.
        try await custodian.restrictProcessing(of: "ada")
        try await custodian.restrictProcessing(of: "lovelace")
        let second = try #require(try await lift("ada")).commit
        #expect(try await lifted() == [first, second, second])
        #expect(try await desk.email("lovelace") == "lovelace@example.org")
        try await custodian.split("ada", reason: "twins", by: desk.officer)
        for (subject, count): (SubjectID, Int) in [("ada", 2), ("lovelace", 1)] {
            let history = try await custodian.consentHistory(of: subject, by: nil)
            #expect(history.count { $0.event.kind == .restrictionLifted } == count)
            _ = try await desk.email(subject)
        }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("an objection of any of the tokens is taken back by each identifier", arguments: Backing.allCases)
    func takingBack(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let custodian = desk.custodian
        try await custodian.object(on: "ada", to: .customerCare)
        try await desk.merge()
        _ = try await thrown(.denied) { _ = try await desk.email("lovelace") }
        try await custodian.takeBackObjection(of: "lovelace", to: .customerCare)
        #expect(try await desk.email("ada") == "ada@example.org")
        #expect(try await desk.email("lovelace") == "lovelace@example.org")
        try await custodian.split("ada", reason: "twins", by: desk.officer)
        #expect(try await custodian.consentHistory(of: "ada", by: nil).last?.event.kind == .objectionLifted)
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("an objection of any of the tokens is lifted by each identifier, or none is", arguments: Backing.allCases)
    func liftingObjections(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let custodian = desk.custodian
        func lift() async throws -> AuditReceipt? {
            try await custodian.liftObjection(
                of: "lovelace", to: .customerCare, because: "a claim before the court", by: desk.bed.agent)
        }
        func lifted() async throws -> [CommitSequence] {
            try await custodian.log(LogFilter(actions: [.objectionLifted], decisions: [.permit]), by: nil).map(\.commit)
        }
        try await custodian.object(on: "ada", to: .customerCare)
        try await desk.merge()
        _ = try await thrown(.denied) { _ = try await desk.email("lovelace") }
        let first = try #require(try await lift()).commit
        #expect(try await lifted() == [first, first])
        #expect(try await desk.email("ada") == "ada@example.org")
        #expect(try await desk.email("lovelace") == "lovelace@example.org")

        // A signal is never weighed, and then nothing of the person is lifted.
        try await custodian.object(on: "lovelace", to: .customerCare)
        _ = try await custodian.observe(.globalPrivacyControl, of: "ada", for: [.customerCare])
        #expect(try await thrown(.refusedByLaw) { _ = try await lift() }.reasons == ["objectionAbsolute"])
        #expect(try await lifted() == [first, first])
        try await custodian.split("ada", reason: "twins", by: desk.officer)
        for subject: SubjectID in ["ada", "lovelace"] {
            let history = try await custodian.consentHistory(of: subject, by: nil)
            #expect(history.count { $0.event.kind == .objectionLifted } == 1)
        }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }
}

extension MergeDesk {
    fileprivate func ask(_ subject: SubjectID) async throws {
        try await custodian.requestConsent(of: subject, for: .directMarketing, notice: Bed.notice, by: bed.agent)
    }

    /// Everybody who is listed, page by page.
    fileprivate func listed(_ standing: ConsentQuery.Standing = .live, limit: Int = 100) async throws -> [SubjectToken] {
        var (tokens, after): ([SubjectToken], SubjectToken?) = ([], nil)
        repeat {
            let page = try await custodian.consents(standing, for: .directMarketing, after: after, limit: limit, by: nil)
            tokens += page.items.map(\.subject)
            after = page.next
        } while after != nil
        return tokens
    }

    /// The commits that merged people, or took them apart, oldest first.
    fileprivate func commits(_ action: AuditAction) async throws -> [CommitSequence] {
        try await custodian.log(LogFilter(actions: [action], decisions: [.permit]), by: nil).map(\.commit).sorted()
    }
}
