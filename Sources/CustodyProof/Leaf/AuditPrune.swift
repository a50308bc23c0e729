public import CustodyModel

/// That the entries below an index were removed from the log, because they were kept as long as they had to be.
///
/// The hashes of removed entries stay, so that every receipt and every earlier checkpoint can still be held against the log: the
/// root over what was removed follows from them and stands here too.
public struct AuditPrune: Hashable, Sendable {
    /// The first entry that stays, a multiple of ``unit``.
    public var minimumIndex: UInt64
    /// The root over the entries below it, 32 bytes.
    public var root: Bytes
    /// When the oldest of them happened, by their own times.
    public var oldest: Instant
    /// When the newest of them happened.
    public var newest: Instant
    /// How long the log keeps its entries.
    public var retention: RetentionClass.Period
    /// SHA-256 of what was handed out before, 32 bytes.
    public var exportDigest: Bytes

    /// A log is pruned in whole bundles, as it is published.
    public static let unit = UInt64(TilePath.width)
    static let tag: UInt8 = 2

    /// A prune from its parts.
    public init(
        below minimumIndex: UInt64, root: Bytes, oldest: Instant, newest: Instant, retention: RetentionClass.Period,
        exportDigest: Bytes
    ) {
        self.minimumIndex = minimumIndex
        self.root = root
        self.oldest = oldest
        self.newest = newest
        self.retention = retention
        self.exportDigest = exportDigest
    }

    /// Whether every entry had been kept for the whole period at that time.
    public func isDue(at time: Instant) -> Bool {
        oldest <= newest && (RetentionClass(name: "", period: retention).end(collectedAt: newest).map { $0 <= time } ?? false)
    }

    /// Whether it says that nothing was handed out before.
    public var namesNoExport: Bool { exportDigest.array.allSatisfy { $0 == 0 } }

    var isWellFormed: Bool {
        minimumIndex > 0 && minimumIndex.isMultiple(of: Self.unit) && root.count == MerkleTree.hashLength
            && exportDigest.count == 32 && code != nil
    }

    private static let countBits: UInt32 = 30

    /// The period in 32 bits: two for the unit, 0 days, 1 months, 2 years, and 30 for how many.
    private var code: UInt32? {
        let (unit, count): (UInt32, Int) =
            switch retention {
            case .days(let count): (0, count)
            case .months(let count): (1, count)
            case .years(let count): (2, count)
            }
        guard count > 0, count < 1 << Self.countBits else { return nil }
        return unit << Self.countBits | UInt32(count)
    }

    /// `02 || minimum index u64 || root || oldest u64 || newest u64 || period u32 || digest of the export`
    var body: [UInt8] {
        var bytes = [Self.tag]
        bytes.append(bigEndian: minimumIndex)
        bytes += root.array
        bytes.append(bigEndian: oldest.milliseconds)
        bytes.append(bigEndian: newest.milliseconds)
        bytes.append(bigEndian: code ?? 0)
        return bytes + exportDigest.array
    }

    init(reader: inout ByteReader) throws(AuditError) {
        guard try reader.byte() == Self.tag else { throw reader.failure("no prune") }
        minimumIndex = try reader.integer()
        root = Bytes(try reader.take(32))
        oldest = Instant(milliseconds: try reader.integer())
        newest = Instant(milliseconds: try reader.integer())
        let code: UInt32 = try reader.integer()
        let count = Int(code & (1 << Self.countBits - 1))
        guard count > 0 else { throw reader.failure("a period of no length") }
        switch code >> Self.countBits {
        case 0: retention = .days(count)
        case 1: retention = .months(count)
        case 2: retention = .years(count)
        default: throw reader.failure("an unknown unit of time")
        }
        exportDigest = Bytes(try reader.take(32))
    }
}
