public import Crypto
public import CustodyModel

/// How far a log has come and how much of it is signed.
public struct AuditStatus: Hashable, Sendable {
    /// The name under which it is signed.
    public var origin: String
    /// The key that its checkpoints are checked with, as others configure it.
    public var verifier: NoteVerifier
    /// How many leaves it has.
    public var size: UInt64
    /// The root over all of them.
    public var root: Bytes
    /// The newest signed state; nil when none was signed yet.
    public var checkpoint: SignedCheckpoint?
    /// The months of its entries, `yyyymm`: what references may be derived for.
    public var months: Set<UInt32>
    /// The first entry that is still there; those before were pruned, but for what they say about the log itself.
    public var first: UInt64
    /// Up to where recorded prunes reach. Above ``first`` one is recorded and not carried out.
    public var prunedBelow: UInt64

    /// A status from its parts.
    public init(
        origin: String, verifier: NoteVerifier, size: UInt64, root: Bytes, checkpoint: SignedCheckpoint?, months: Set<UInt32>,
        first: UInt64 = 0, prunedBelow: UInt64 = 0
    ) {
        self.origin = origin
        self.verifier = verifier
        self.size = size
        self.root = root
        self.checkpoint = checkpoint
        self.months = months
        self.first = first
        self.prunedBelow = max(first, prunedBelow)
    }

    /// How many leaves no checkpoint covers yet.
    public var unsignedTail: UInt64 {
        let signed = checkpoint?.checkpoint.size ?? 0
        return size > signed ? size - signed : 0
    }

    /// The references by which the log's entries about the holder of a key are found.
    public func references(to key: SymmetricKey) -> Set<AuditReference> {
        AuditScheme(origin: origin).references(to: key, in: months)
    }
}
