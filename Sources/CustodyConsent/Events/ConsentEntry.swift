import Crypto
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

    /// Which of the person's events it is, counted from 0. It never changes, for events are only ever added.
    public var number: Int

    /// An entry from its parts.
    public init(
        event: ConsentEvent, sequence: CommitSequence, recordedAt: Instant, effectiveAt: Instant, number: Int
    ) {
        self.number = number
        self.event = event
        self.sequence = sequence
        self.recordedAt = recordedAt
        self.effectiveAt = effectiveAt
    }

    /// Tells the event from every other, also in another ledger that took it over.
    public var key: Handle {
        if let key = event.details?.origin?.key { return key }
        var bytes = Array("custody/consent/event/v1".utf8) + event.subject.bytes
        for number in [sequence.rawValue, UInt64(clamping: number)] { bytes.append(bigEndian: number) }
        return Handle(Array(SHA256.hash(data: bytes).prefix(16))) ?? .zero
    }
}
