public import CustodyModel

/// A request of a person and its deadline.
public struct RequestPart: Hashable, Sendable, Encodable {
    /// Its number.
    public var id: String
    /// What is asked.
    public var kind: String
    /// Under which law.
    public var law: String
    /// When it arrived.
    public var received: Instant
    /// By when it is answered.
    public var due: Instant?
    /// When it was closed; nil while it is open.
    public var closed: Instant?
    /// How it stands.
    public var state: String
    /// Whether its time is over.
    public var isOverdue: Bool

    /// A request from its parts.
    public init(
        id: String, kind: String, law: String, received: Instant, due: Instant?, closed: Instant?, state: String,
        isOverdue: Bool
    ) {
        self.id = id
        self.kind = kind
        self.law = law
        self.received = received
        self.due = due
        self.closed = closed
        self.state = state
        self.isOverdue = isOverdue
    }
}
