public import CustodyModel

/// That a log shall lose the entries below an index, because they were kept as long as they had to be.
public struct PruneRequest: Sendable {
    /// Which log.
    public var log: AuditLog
    /// The first entry that stays: a multiple of `AuditPrune.unit`.
    public var minimumIndex: UInt64
    /// How long the log keeps its entries.
    public var retention: RetentionClass.Period
    /// SHA-256 of what was handed out before.
    public var exportDigest: Bytes
    /// Who does it; nil when the operator of the store does.
    public var actor: AuditPerson?
    /// In which role.
    public var role: RoleID?
    /// Now.
    public var time: Instant

    /// A request from its parts.
    public init(
        _ log: AuditLog, below minimumIndex: UInt64, keptFor retention: RetentionClass.Period, exportDigest: Bytes,
        actor: AuditPerson?, role: RoleID? = nil, at time: Instant
    ) {
        self.log = log
        self.minimumIndex = minimumIndex
        self.retention = retention
        self.exportDigest = exportDigest
        self.actor = actor
        self.role = role
        self.time = time
    }
}
