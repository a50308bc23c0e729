/// What a change took away.
public struct DataOutcome: Hashable, Sendable {
    /// Records that are gone.
    public var removedRecords: Int
    /// Values that are gone, those of removed records included. Replaced values do not count.
    public var removedFields: Int
    /// Whether an erasure could not read all that it drops when it was taken in, although it could when it was let in: it stays begun.
    public var isUnfinished = false

    /// An outcome from its parts.
    public init(removedRecords: Int = 0, removedFields: Int = 0) {
        self.removedRecords = removedRecords
        self.removedFields = removedFields
    }
}
