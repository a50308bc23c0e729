/// Choices of a collection that are rarely needed.
public struct CollectOptions: Hashable, Sendable {
    /// Makes a retry safe: the same key never collects twice. It may be anything; only a keyed digest is kept.
    public var idempotencyKey: String?
    /// Allows a further record of the same name for the person.
    public var allowsSeveral: Bool
    /// Begins a new relationship with a person who was erased.
    public var startsNewRelationship: Bool

    /// Choices; by default a person has one record of a name and an erased person stays erased.
    public init(idempotencyKey: String? = nil, allowsSeveral: Bool = false, startsNewRelationship: Bool = false) {
        self.idempotencyKey = idempotencyKey
        self.allowsSeveral = allowsSeveral
        self.startsNewRelationship = startsNewRelationship
    }
}
