public import CustodyModel

/// Why a status is what it is: the events that were looked at, the one that decided, what the person was told, and the rule.
public struct ConsentExplanation: Hashable, Sendable {
    /// What was asked.
    public var purpose: Purpose
    /// The answer.
    public var status: ConsentStatus
    /// The rule that decided.
    public var rule: ConsentRule
    /// The event that decided; nil when none did.
    public var deciding: ConsentEntry?
    /// Every event that concerns the purpose and was known, in the order of the commits.
    public var events: [ConsentEntry]
    /// What the person was told; nil when the event that decided needed no notice.
    public var notice: Notice?
    /// The edition that made the consent stale; nil when none did.
    public var replacedBy: NoticeBook.Edition?
    /// The event that took the consent back; nil when none did.
    public var takenBackBy: ConsentEntry?
    /// The objection that stands beside it, by the person or by a signal.
    public var objection: ConsentEntry?
    /// Whether the person consented although an earlier signal says no: the conflict has to be shown to them.
    public var overridesSignal: Bool
}

extension ConsentTimeline {
    /// Why the person stood where they stood. The notice has to be looked up; it is left out here.
    public func explain(
        _ purpose: Purpose, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest,
        by book: NoticeBook = .empty
    ) -> ConsentExplanation {
        let (status, rule, place) = ruling(on: purpose, at: validAt, knownAt: horizon, by: book)
        let deciding = place.map { entries[$0] }
        let events = entries.filter { entry in
            horizon.admits(entry) && entry.event.concerns(purpose)
                && entry.effectiveAt <= validAt ?? entry.effectiveAt
        }
        return ConsentExplanation(
            purpose: purpose, status: status, rule: rule, deciding: deciding, events: events,
            replacedBy: rule == .changedMaterially
                ? deciding?.event.notice.flatMap { book.replacement(of: $0, at: validAt, knownAt: horizon) } : nil,
            takenBackBy: rule == .takenBack ? deciding.flatMap { annulment(of: $0.number) } : nil,
            objection: objection(to: purpose, at: validAt, knownAt: horizon),
            overridesSignal: rule != .takenBack && deciding?.event.kind.givesConsent == true
                && events.contains { $0.event.kind == .optedOut })
    }
}
