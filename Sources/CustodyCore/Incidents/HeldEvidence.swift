public import CustodyModel

/// What the log tells about the people whom an incident concerns, since it began. It names nobody.
public struct HeldEvidence: Hashable, Sendable, Codable {
    /// How many people it concerns.
    public var people: Int
    /// How many of them only because they were erased before anybody said whom it concerns.
    public var presumed: Int
    /// About how many of them the log tells nothing any more, because that was erased before.
    public var unknown: Int
    /// How many entries there are about them.
    public var entries: Int
    /// How many records these concern together.
    public var records: UInt64
    /// What kinds of data.
    public var categories: Set<DataCategory>
    /// For which purposes.
    public var purposes: Set<Purpose>
    /// When the first of the entries was made, and the last; nil when there are none.
    public var period: ClosedRange<Instant>?
}
