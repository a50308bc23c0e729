public import CustodyModel

/// Something that a host's monitoring noticed and that may be an incident. It opens a candidate; it decides nothing.
public struct Alert: Hashable, Sendable {
    /// What noticed it, such as the name of a rule. It becomes the incident's title.
    public var rule: String
    /// When it was noticed.
    public var at: Instant
    /// Which part of the log it is about.
    public var question: ScopeQuestion

    /// An alert from its parts.
    public init(_ rule: String, at instant: Instant, about question: ScopeQuestion) {
        self.rule = rule
        at = instant
        self.question = question
    }
}
