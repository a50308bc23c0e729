/// What is known about one record, for conditions and scopes. Nil is unknown.
public struct RecordFacts: Hashable, Sendable {
    /// Whether the record belongs to the principal.
    public var isOwn: Bool?
    /// Whether the principal entered it.
    public var enteredByActor: Bool?
    /// The part of the organisation to which it belongs.
    public var unit: UnitName?
    /// Whether it must be kept for a dispute.
    public var legalHold: Bool?

    /// Facts from their parts.
    @inlinable
    public init(isOwn: Bool? = nil, enteredByActor: Bool? = nil, unit: UnitName? = nil, legalHold: Bool? = nil) {
        self.isOwn = isOwn
        self.enteredByActor = enteredByActor
        self.unit = unit
        self.legalHold = legalHold
    }

    /// Nothing is known. Made where it is used, since a decision is shorter than the way to a constant of another module.
    @inlinable
    public static var unknown: RecordFacts { RecordFacts() }
}
