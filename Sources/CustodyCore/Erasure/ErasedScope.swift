public import CustodyAudit
public import CustodyModel

/// What an erasure took from the log.
public struct ErasedScope: Hashable, Sendable, Codable {
    /// The entry that accounts for it; a receipt of it is proof.
    public var entry: AuditPlace
    /// The hash of its leaf.
    public var leafHash: Bytes
    /// How many parts of entries were destroyed.
    public var count: UInt32
    /// The Merkle root over what was destroyed, as the leaf has it.
    public var root: Bytes
}
