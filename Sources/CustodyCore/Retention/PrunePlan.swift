public import CustodyAudit
public import CustodyModel

/// What a log could lose now, and why the rest stays. It alters nothing.
public struct PrunePlan: Hashable, Sendable, Codable {
    /// The log.
    public var log: AuditLog
    /// The first entry that is there.
    public var first: UInt64
    /// How many entries there were ever.
    public var size: UInt64
    /// The first entry that stays.
    public var below: UInt64
    /// Up to where entries were kept as long as they had to be; above ``below`` when something holds them.
    public var dueBelow: UInt64
    /// How long the log keeps its entries.
    public var keptFor: RetentionClass.Period
    /// Entries from this time on are held as evidence; nil when none are.
    public var heldSince: Instant?
    /// The first entry about a person under a legal hold; nil when there is none. It stays, and what stands behind it.
    public var heldFrom: UInt64?
    /// A prune up to here is recorded and was not carried out; nil when none is.
    public var unfinishedBelow: UInt64?

    /// How many entries would go.
    public var count: UInt64 { below - first }
    /// Whether nothing would go.
    public var isEmpty: Bool { below == first }

    /// A plan for less.
    ///
    /// - Returns: nil when the index is no step of the log's, or is beyond what may go.
    public func limited(to index: UInt64) -> PrunePlan? {
        guard index.isMultiple(of: AuditPrune.unit), (first...below).contains(index) else { return nil }
        var plan = self
        plan.below = index
        return plan
    }
}

/// What a log has lost.
public struct PruneReport: Hashable, Sendable, Codable {
    /// The log.
    public var log: AuditLog
    /// The first entry that was removed.
    public var first: UInt64
    /// The first entry that stays.
    public var below: UInt64
    /// The entry that says so.
    public var entry: UInt64
    /// SHA-256 that the entry gives of the export; see ``VerifiedExport``.
    public var exportDigest: Bytes
    /// How many entries the checkpoint covers that was anchored before anything was removed.
    public var anchoredSize: UInt64
}
