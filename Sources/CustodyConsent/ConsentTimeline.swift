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
/// 3. Objections follow the same rule among themselves, and restrictions too. Neither alters a consent.
public struct ConsentTimeline: Hashable, Sendable {
    /// Who it is about.
    public let subject: SubjectToken
    /// The events in the order of their commits.
    public private(set) var entries: [ConsentEntry] = []

    /// A person of whom nothing is recorded.
    public init(of subject: SubjectToken) { self.subject = subject }

    /// A person's events as a ledger answered them.
    public init(of subject: SubjectToken, entries: [ConsentEntry]) {
        self.subject = subject
        self.entries = entries
    }

    /// The newest commit that concerned the person.
    public var head: CommitSequence? { entries.last?.sequence }

    /// Adds an event after all others.
    public mutating func append(_ event: ConsentEvent, at sequence: CommitSequence) {
        let recordedAt = max(event.recordedAt, entries.last?.recordedAt ?? event.recordedAt)
        let isPast = event.occurredAt < event.recordedAt
        entries.append(
            ConsentEntry(
                event: event, sequence: sequence, recordedAt: recordedAt,
                effectiveAt: isPast ? event.occurredAt : recordedAt))
    }

    /// Where the person stood on a purpose.
    ///
    /// - Parameters:
    ///   - validAt: the instant asked about; nil for now.
    ///   - horizon: what was known.
    public func status(
        for purpose: Purpose, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest
    ) -> ConsentStatus {
        let lineage = Set(purpose.lineage)
        let deciding = newest(at: validAt, knownAt: horizon) { event in
            guard let named = event.purpose, lineage.contains(named) else { return false }
            return ConsentStatus.State(event.kind) != nil
        }
        guard let deciding, let state = ConsentStatus.State(deciding.event.kind) else { return .notAsked }
        return ConsentStatus(
            state, since: deciding.effectiveAt, sequence: deciding.sequence, purpose: deciding.event.purpose,
            notice: deciding.event.notice, explicit: deciding.event.explicit)
    }

    /// Whether the person objected to processing for a purpose (GDPR Art. 21).
    public func hasObjection(
        to purpose: Purpose, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest
    ) -> Bool {
        let lineage = Set(purpose.lineage)
        let deciding = newest(at: validAt, knownAt: horizon) { event in
            guard let named = event.purpose, lineage.contains(named) else { return false }
            return event.kind == .objected || event.kind == .objectionLifted
        }
        return deciding?.event.kind == .objected
    }

    /// Whether processing was restricted (GDPR Art. 18).
    public func isRestricted(at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest) -> Bool {
        let deciding = newest(at: validAt, knownAt: horizon) { $0.kind == .restricted || $0.kind == .restrictionLifted }
        return deciding?.event.kind == .restricted
    }

    /// Everything that a decision needs to know.
    public var standing: SubjectStanding {
        var standing = SubjectStanding(subject: subject, head: head, restricted: isRestricted())
        for event in entries.lazy.map(\.event) {
            guard let purpose = event.purpose else { continue }
            if ConsentStatus.State(event.kind) != nil {
                if standing.consents[purpose] == nil { standing.consents[purpose] = status(for: purpose) }
            } else if standing.objectionMarks[purpose] == nil {
                standing.objectionMarks[purpose] = hasObjection(to: purpose)
            }
        }
        return standing
    }

    private func newest(
        at validAt: Instant?, knownAt horizon: ConsentHorizon, where matches: (ConsentEvent) -> Bool
    ) -> ConsentEntry? {
        var newest: ConsentEntry?
        for entry in entries where horizon.admits(entry) && entry.effectiveAt <= validAt ?? entry.effectiveAt {
            guard matches(entry.event) else { continue }
            // Entries stand in the order of their commits, so that the later of two equals replaces the earlier.
            if let found = newest, entry.effectiveAt < found.effectiveAt { continue }
            newest = entry
        }
        return newest
    }
}

extension ConsentHorizon {
    func admits(_ entry: ConsentEntry) -> Bool {
        switch self {
        case .latest: true
        case .commit(let sequence): entry.sequence <= sequence
        case .instant(let instant): entry.recordedAt <= instant
        }
    }
}

extension ConsentStatus.State {
    /// What the kind of a deciding event makes of the status; nil for kinds that are not about consent.
    init?(_ kind: ConsentEvent.Kind) {
        switch kind {
        case .given: self = .given
        case .refused: self = .refused
        case .withdrawn: self = .withdrawn
        default: return nil
        }
    }
}
