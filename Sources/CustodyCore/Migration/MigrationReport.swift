public import CustodyModel

/// How far a migration has come.
public struct MigrationReport: Hashable, Sendable, Codable {
    /// Which records.
    public var record: RecordName
    /// The edition that they are migrated to.
    public var edition: Int
    /// Records that were rewritten by this call.
    public var rewritten = 0
    /// Values of retired fields that this call took away.
    public var erased = 0
    /// Records whose values of retired fields a legal hold keeps. Nobody sees them; migrate again when the hold is released.
    public var held = 0
    /// Records that are of an earlier edition still, because others came meanwhile.
    public var left = 0

    /// Whether nothing is left of the earlier edition.
    public var isComplete: Bool { held == 0 && left == 0 }
}
