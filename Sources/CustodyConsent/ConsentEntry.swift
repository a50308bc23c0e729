public import CustodyModel

/// An event in its place in the ledger.
public struct ConsentEntry: Hashable, Sendable {
    /// The event as it was recorded.
    public var event: ConsentEvent
    /// The commit that holds it.
    public var sequence: CommitSequence
    /// When it was recorded, made monotonic within the subject: a clock that was set back does not let an event fall before
    /// those that were already there.
    public var recordedAt: Instant
    /// When it takes effect: the claimed time when that lies in the past, otherwise `recordedAt`.
    public var effectiveAt: Instant

    /// An entry from its parts.
    public init(event: ConsentEvent, sequence: CommitSequence, recordedAt: Instant, effectiveAt: Instant) {
        self.event = event
        self.sequence = sequence
        self.recordedAt = recordedAt
        self.effectiveAt = effectiveAt
    }
}
