/// Choices of a collection that are rarely needed.
public struct CollectOptions: Hashable, Sendable {
    /// Makes a retry safe: the same key never collects twice. It may be anything; only a keyed digest is kept.
    public var idempotencyKey: String?
    /// Allows a further record of the same name for the person.
    public var allowsSeveral: Bool
    /// Begins a new relationship with a person who was erased.
    public var startsNewRelationship: Bool
    /// How the person is told. Nil opens a duty to tell them when the data is from somebody else (GDPR Art. 14); when it is from the
    /// person, the notices in force are what they were told.
    public var information: GivenInformation?

    /// Choices; by default a person has one record of a name and an erased person stays erased.
    public init(
        idempotencyKey: String? = nil, allowsSeveral: Bool = false, startsNewRelationship: Bool = false,
        information: GivenInformation? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.allowsSeveral = allowsSeveral
        self.startsNewRelationship = startsNewRelationship
        self.information = information
    }
}
