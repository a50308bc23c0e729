public import CustodyModel

/// How far a migration has come.
public struct MigrationReport: Hashable, Sendable, Codable {
    /// Which records.
    public var record: RecordName
    /// The edition that they are migrated to.
    public var edition: Int
    /// Records that were rewritten by this call.
    public var rewritten = 0
    /// Values of retired fields in them. Nobody sees them; they go with the first sweep that finds nothing that keeps them.
    public var scheduled = 0
    /// Records that are of an earlier edition still, because others came meanwhile.
    public var left = 0

    /// Whether nothing is left of the earlier edition.
    public var isComplete: Bool { left == 0 }
}
