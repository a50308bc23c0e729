public import CustodyModel

/// One person's events and the rules by which they are read. Pure: every backend can use it, and then answers alike.
///
/// The rules:
/// 1. Each event takes effect at ``ConsentEntry/effectiveAt``. An act recorded as it happens never falls before what was
///    recorded earlier, even when the clock was set back: a withdrawal must not lose to the consent that it ends.
/// 2. For a purpose the newest event decides among those that name it or a purpose above it; of two at one instant, the one
///    recorded later. So consent to `marketing` covers `marketing.direct`; withdrawing `marketing` ends `marketing.direct`
///    too; withdrawing `marketing.direct` leaves `marketing` as it was; and consenting to `marketing` later covers
///    `marketing.direct` again.
/// 3. That consent was asked for decides only where nothing else does: asking again ends nothing.
/// 4. A consent that decides and was taken back as invalid is none, from its first day, as far as that is known. One that has an
///    end runs out; one to a text that was changed materially since is stale. In all three no older event decides in its place.
/// 5. A signal to opt out decides like a withdrawal, and is an objection until the person consents or takes it back. A consent
///    that is known to have been invalid ends no signal.
/// 6. Objections follow rule 2 among themselves, and restrictions too. Neither alters a consent.
public struct ConsentTimeline: Hashable, Sendable {
    /// Who it is about.
    public let subject: SubjectToken
    /// The events in the order of their commits.
    public private(set) var entries: [ConsentEntry] = []
    /// For each purpose that an event decided about, the entry that decides, and what it says, as it is known now.
    private var marks: [Mark] = []
    /// By the number of a consent, the entry that took it back.
    private var annulments: [Int: Int] = [:]

    private struct Mark: Hashable, Sendable {
        var purpose: Purpose
        var place: Int
        /// Without what became of the notice.
        var status: ConsentStatus
    }

    /// A person of whom nothing is recorded.
    public init(of subject: SubjectToken) { self.subject = subject }

    /// A person's events as a ledger answered them.
    public init(of subject: SubjectToken, entries: [ConsentEntry]) {
        self.subject = subject
        self.entries.reserveCapacity(entries.count)
        for entry in entries { add(entry) }
    }

    /// The newest commit that concerned the person.
    public var head: CommitSequence? { entries.last?.sequence }

    /// The purposes that an event decided about.
    public var decidedPurposes: [Purpose] { marks.map(\.purpose) }

    /// What decides about each of these purposes now, without what becomes of it with time.
    var decisions: [ConsentStatus] { marks.map(\.status) }

    /// Adds an event after all others.
    public mutating func append(_ event: ConsentEvent, at sequence: CommitSequence) { add(placing(event, at: sequence)) }

    /// The entry that the event would become.
    public func placing(_ event: ConsentEvent, at sequence: CommitSequence) -> ConsentEntry {
        let recordedAt = max(event.recordedAt, entries.last?.recordedAt ?? event.recordedAt)
        let elsewhere = event.details?.origin?.effectiveAt
        let claimed = elsewhere ?? event.occurredAt
        return ConsentEntry(
            event: event, sequence: sequence, recordedAt: recordedAt,
            effectiveAt: claimed < event.recordedAt ? claimed : recordedAt, number: (entries.last?.number ?? -1) + 1)
    }

    private mutating func add(_ entry: ConsentEntry) {
        let place = entries.count
        entries.append(entry)
        guard let purpose = entry.event.purpose else { return }
        if entry.event.kind == .invalidated, let target = entry.event.details?.invalidates {
            // The first one that is known stands; there is no second.
            if annulments[target] == nil { annulments[target] = place }
            for mark in marks.indices where marks[mark].status.number == target { marks[mark].status.state = .invalidated }
        } else if let state = ConsentStatus.State(entry.event.kind) {
            let mark = Mark(purpose: purpose, place: place, status: status(state, entry))
            if let known = marks.firstIndex(where: { $0.purpose == purpose }) {
                if entries[marks[known].place].effectiveAt <= entry.effectiveAt { marks[known] = mark }
            } else {
                marks.append(mark)
            }
        }
    }

    // MARK: Consent

    /// Where the person stood on a purpose.
    ///
    /// - Parameters:
    ///   - validAt: the instant asked about; nil for now, with every event that is known. A consent that has an end is then told
    ///     with it: see ``ConsentStatus/asOf(_:)``.
    ///   - horizon: what was known.
    ///   - book: what became of the notices.
    public func status(
        for purpose: Purpose, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest,
        by book: NoticeBook = .empty
    ) -> ConsentStatus {
        if validAt == nil, case .latest = horizon, let mark = decidingMark(purpose) {
            return Self.aged(mark.status, by: book)
        }
        return ruling(on: purpose, at: validAt, knownAt: horizon, by: book).status
    }

    /// As ``status(for:at:knownAt:by:)``, with the rule that decided.
    func ruling(
        on purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon, by book: NoticeBook
    ) -> (status: ConsentStatus, rule: ConsentRule, place: Int?) {
        guard let place = deciding(purpose, at: validAt, knownAt: horizon) else {
            let asked = newest(at: validAt, knownAt: horizon) {
                $0.event.kind == .requested && $0.event.concerns(purpose)
            }
            guard let asked else { return (.notAsked, .nothingKnown, nil) }
            return (status(.requested, asked), .onlyAsked, place(of: asked.number))
        }
        let entry = entries[place]
        guard let state = ConsentStatus.State(entry.event.kind) else { return (.notAsked, .nothingKnown, nil) }
        if entry.event.kind.givesConsent {
            if let annulment = annulments[entry.number], horizon.admits(entries[annulment]) {
                return (status(.invalidated, entry), .takenBack, place)
            }
            let given = Self.aged(status(.given, entry), at: validAt, knownAt: horizon, by: book)
            if given.state == .expired { return (given, .ranOut, place) }
            if given.state == .stale { return (given, .changedMaterially, place) }
        }
        return (status(state, entry), entry.event.purpose == purpose ? .newestDecides : .widerPurposeDecides, place)
    }

    /// What becomes of a consent with time: it runs out, or what it was given to is changed.
    static func aged(
        _ given: ConsentStatus, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest, by book: NoticeBook
    ) -> ConsentStatus {
        guard given.state == .given else { return given }
        if let validAt, !given.isLive(at: validAt) { return given.asOf(validAt) }
        guard !book.isEmpty, let hash = given.notice, let since = given.since,
            let edition = book.replacement(of: hash, at: validAt, knownAt: horizon)
        else { return given }
        var stale = given
        stale.state = .stale
        stale.since = max(edition.effectiveAt, since)
        return stale
    }

    private func status(_ state: ConsentStatus.State, _ entry: ConsentEntry) -> ConsentStatus {
        ConsentStatus(
            state, since: entry.effectiveAt, sequence: entry.sequence, number: entry.number, purpose: entry.event.purpose,
            notice: entry.event.notice, explicit: entry.event.explicit, validUntil: entry.event.details?.validUntil,
            categories: entry.event.details?.categories)
    }

    /// The entry that decides about a purpose. Now it is looked up among as many as there are purposes, not events.
    private func deciding(_ purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon) -> Int? {
        guard validAt == nil, case .latest = horizon else {
            let newest = newest(at: validAt, knownAt: horizon) {
                ConsentStatus.State($0.event.kind) != nil && $0.event.concerns(purpose)
            }
            return newest.flatMap { place(of: $0.number) }
        }
        return decidingMark(purpose)?.place
    }

    private func decidingMark(_ purpose: Purpose) -> Mark? {
        if marks.count == 1, marks[0].purpose == purpose { return marks[0] }
        var newest: Int?
        for (index, mark) in marks.enumerated() where mark.purpose == purpose || purpose.isWithin(mark.purpose) {
            guard let found = newest else {
                newest = index
                continue
            }
            let (left, right) = (entries[marks[found].place].effectiveAt, entries[mark.place].effectiveAt)
            if left < right || left == right && marks[found].place < mark.place { newest = index }
        }
        return newest.map { marks[$0] }
    }

    private func place(of number: Int) -> Int? {
        // Entries that a ledger answered in part have gaps.
        if entries.indices.contains(number), entries[number].number == number { return number }
        return entries.firstIndex { $0.number == number }
    }

    /// The entry of a number.
    public func entry(_ number: Int) -> ConsentEntry? { place(of: number).map { entries[$0] } }

    /// The entry that took the consent of that number back; nil when none did.
    public func annulment(of number: Int) -> ConsentEntry? { annulments[number].map { entries[$0] } }

    /// Whether it gives a consent that is not known to have been invalid.
    func isConsent(_ entry: ConsentEntry, knownAt horizon: ConsentHorizon = .latest) -> Bool {
        guard entry.event.kind.givesConsent else { return false }
        return annulment(of: entry.number).map { !horizon.admits($0) } ?? true
    }

    // MARK: Objection and restriction

    /// Whether the person objected to processing for a purpose (GDPR Art. 21), or a signal did so for them.
    public func hasObjection(
        to purpose: Purpose, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest
    ) -> Bool {
        objection(to: purpose, at: validAt, knownAt: horizon) != nil
    }

    /// The purposes that an objection or a signal named, whether it stands still or not: what a ledger lists people by to find those who
    /// object to a purpose, `ConsentQuery.Standing.objecting`. ``ConsentQuery/item(_:by:)`` then tells which of them do.
    public var objectedPurposes: Set<Purpose> {
        Set(entries.lazy.filter { $0.event.kind == .objected || $0.event.kind == .optedOut }.compactMap(\.event.purpose))
    }

    /// The objection that stands against a purpose; nil when there is none.
    public func objection(
        to purpose: Purpose, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest
    ) -> ConsentEntry? {
        let objected = newest(at: validAt, knownAt: horizon) {
            ($0.event.kind == .objected || $0.event.kind == .objectionLifted) && $0.event.concerns(purpose)
        }
        if objected?.event.kind == .objected { return objected }
        return signal(against: purpose, at: validAt, knownAt: horizon)
    }

    /// The signal that stands against a purpose, also beside an objection of the person's own; nil when there is none.
    func signal(
        against purpose: Purpose, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest
    ) -> ConsentEntry? {
        let last = newest(at: validAt, knownAt: horizon) {
            ($0.event.kind == .optedOut || $0.event.kind == .objectionLifted || isConsent($0, knownAt: horizon))
                && $0.event.concerns(purpose)
        }
        return last?.event.kind == .optedOut ? last : nil
    }

    /// An objection that nobody but the person can take back and that stands against the purpose or a part of it; nil when there
    /// is none.
    ///
    /// Each is looked at by itself: another that was recorded later takes none back.
    func absoluteObjection(within purpose: Purpose) -> ConsentEntry? {
        entries.first { entry in
            guard entry.event.objectsAbsolutely, let named = entry.event.purpose,
                named.isWithin(purpose) || purpose.isWithin(named)
            else { return false }
            // What both are about is the narrower of the two.
            return stands(entry, against: named.isWithin(purpose) ? named : purpose)
        }
    }

    /// Whether nothing that is newer ended an objection, or a signal, against a purpose that it is about.
    private func stands(_ objection: ConsentEntry, against purpose: Purpose) -> Bool {
        !entries.contains { later in
            guard later.event.concerns(purpose),
                (objection.effectiveAt, objection.number) < (later.effectiveAt, later.number)
            else { return false }
            return later.event.kind == .objectionLifted || objection.event.kind == .optedOut && isConsent(later)
        }
    }

    /// Whether processing was restricted (GDPR Art. 18).
    public func isRestricted(at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest) -> Bool {
        let deciding = newest(at: validAt, knownAt: horizon) {
            $0.event.kind == .restricted || $0.event.kind == .restrictionLifted
        }
        return deciding?.event.kind == .restricted
    }

    /// Everything that a decision needs to know.
    public func standing(by book: NoticeBook = .empty) -> SubjectStanding {
        var standing = SubjectStanding(
            subject: subject, head: head, restricted: isRestricted(), notices: book.head)
        var objects: Set<Purpose> = []
        var consents: Set<Purpose> = []
        var hasSignal = false
        for event in entries.lazy.map(\.event) {
            guard let purpose = event.purpose else { continue }
            if ConsentStatus.State(event.kind) != nil || event.kind == .requested { consents.insert(purpose) }
            if event.kind == .optedOut { hasSignal = true }
            if event.kind == .objected || event.kind == .objectionLifted || event.kind == .optedOut { objects.insert(purpose) }
        }
        for purpose in consents { standing.consents[purpose] = status(for: purpose, by: book) }
        // A consent to a part ends the signal there, and has to stand out against the whole.
        for purpose in hasSignal ? objects.union(consents) : objects {
            standing.objectionMarks[purpose] = hasObjection(to: purpose)
        }
        return standing
    }

    /// The newest entry that matches, by when it took effect.
    func newest(
        at validAt: Instant?, knownAt horizon: ConsentHorizon, where matches: (ConsentEntry) -> Bool
    ) -> ConsentEntry? {
        var newest: ConsentEntry?
        for entry in entries where horizon.admits(entry) && entry.effectiveAt <= validAt ?? entry.effectiveAt {
            guard matches(entry) else { continue }
            // Entries stand in the order of their commits, so that the later of two equals replaces the earlier.
            if let found = newest, entry.effectiveAt < found.effectiveAt { continue }
            newest = entry
        }
        return newest
    }
}

extension ConsentHorizon {
    func admits(_ entry: ConsentEntry) -> Bool { admits(entry.sequence, entry.recordedAt) }
}

extension ConsentEvent {
    /// Whether the event names the purpose or one above it.
    func concerns(_ asked: Purpose) -> Bool { purpose.map { $0 == asked || asked.isWithin($0) } ?? false }

    /// Whether it is an objection that nobody but the person can take back: to direct marketing (GDPR Art. 21(3)), or by a
    /// signal, which holds until the person consents. What another ledger handed over may not say what it is against.
    var objectsAbsolutely: Bool {
        guard kind == .objected else { return kind == .optedOut }
        return details?.basis == .directMarketing || purpose?.isWithin(.directMarketing) == true
    }
}

extension ConsentStatus.State {
    /// What the kind of a deciding event makes of the status; nil for kinds that do not decide about consent.
    init?(_ kind: ConsentEvent.Kind) {
        switch kind {
        case .given, .renewed: self = .given
        case .refused: self = .refused
        case .withdrawn: self = .withdrawn
        case .revoked: self = .revoked
        case .expired: self = .expired
        case .optedOut: self = .optedOut
        default: return nil
        }
    }
}
