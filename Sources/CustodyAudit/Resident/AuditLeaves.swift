import CustodyModel
import CustodyProof

/// The entries of one log as they are kept: leaves in bundles that never change, and what they say about persons in rows of
/// their own.
///
/// Of what was pruned the control leaves stay, for they say what all others mean: what numbers stand for, which keys signed, what
/// was erased. So does what an erasure took there, as far as its root needs it.
struct AuditLeaves: Sendable {
    /// How many leaves make a row: enough that a walk over all costs little, few enough that one is read quickly.
    static let width = 32

    private let log: UInt8
    private let rows: (any RowLog)?
    private var bundles: Table<EntryKey, Bundle>
    private var parts: Table<EntryKey, AuditParts>
    private var kept: Table<EntryKey, Bundle>
    private(set) var keptIndices: OrderedChunks<UInt64> = OrderedChunks()
    /// The leaves of the incomplete bundle.
    private var tail: [[UInt8]] = []
    private var extent = Extent()

    private struct Extent: Codable {
        /// How many leaves there were ever.
        var count: UInt64 = 0
        /// How many of them a recorded prune covers.
        var pruned: UInt64 = 0
        /// How many of those may go, because it is recorded that they do.
        var released: UInt64 = 0
        /// How many of those are gone.
        var removed: UInt64 = 0

        /// Whether each is a part of the one before, and the log has room for more.
        var isPossible: Bool { removed <= released && released <= pruned && pruned <= count && count < UInt64(1) << 62 }
    }

    /// No entries; their rows stand in memory when there is no row log.
    init(_ log: UInt8, in rows: (any RowLog)?) {
        (self.log, self.rows) = (log, rows)
        bundles = Table(.auditLeaves, in: rows)
        parts = Table(.auditParts, in: rows)
        kept = Table(.auditKept, in: rows)
    }

    /// A place in the log as the key of a row.
    struct EntryKey: RowKey {
        var log: UInt8
        var index: UInt64

        var rowKey: [UInt8] {
            var key = [log]
            key.append(bigEndian: index)
            return key
        }

        init(log: UInt8, index: UInt64) { (self.log, self.index) = (log, index) }

        init?(rowKey: [UInt8]) {
            guard rowKey.count == 9 else { return nil }
            (log, index) = (rowKey[0], rowKey[1...].reduce(0) { $0 << 8 | UInt64($1) })
        }
    }

    /// Leaves one behind another, in the form of `EntryBundle`.
    struct Bundle: RowValue, Hashable {
        let bytes: [UInt8]

        init(_ leaves: [[UInt8]]) throws { bytes = try EntryBundle.encode(leaves) }
        func encodedRow() throws -> [UInt8] { bytes }
        init(row: [UInt8]) throws { bytes = row }

        func leaves() throws -> [[UInt8]] {
            do { return try EntryBundle.decode(bytes) } catch { throw RowError("a bundle of leaves cannot be read") }
        }

        /// Where the leaves stand in the bytes.
        func ranges() throws -> [Range<Int>] {
            do { return try EntryBundle.ranges(in: bytes) } catch { throw RowError("a bundle of leaves cannot be read") }
        }

        func leaf(_ number: Int) throws -> [UInt8] {
            guard let leaf = EntryBundle.entry(number, in: bytes) else { throw RowError("a bundle of leaves is too short") }
            return leaf
        }
    }

    /// How many leaves there were ever.
    var count: UInt64 { extent.count }
    /// The first entry that was not removed.
    var first: UInt64 { extent.removed }
    /// The first entry that no recorded prune covers.
    var pruned: UInt64 { extent.pruned }
    /// Whether entries that are to go are still there.
    var isRemovalUnfinished: Bool { extent.removed < extent.released }
    /// How many entries say something about persons, or said.
    var partsCount: Int { parts.count }

    private func key(_ index: UInt64) -> EntryKey { EntryKey(log: log, index: index) }

    // MARK: Adding

    mutating func append(_ leaf: [UInt8], _ compartments: [AuditCompartment]) throws {
        if !compartments.isEmpty { try parts.set(AuditParts(compartments), for: key(count)) }
        tail.append(leaf)
        extent.count += 1
        guard tail.count == Self.width else { return }
        try bundles.set(Bundle(tail), for: key(count / UInt64(Self.width) - 1))
        tail.removeAll(keepingCapacity: true)
    }

    mutating func set(_ compartments: [AuditCompartment], at index: UInt64) throws {
        try parts.set(AuditParts(compartments), for: key(index))
    }

    /// Of an empty log: the entries below the index were removed.
    mutating func removed(below first: UInt64) {
        (extent.count, extent.pruned, extent.released, extent.removed) = (first, first, first, first)
    }

    /// Takes in an entry as it was kept elsewhere, in the order of the indexes. A leaf that is missing stands there without a byte,
    /// which is no leaf.
    mutating func restore(_ leaf: [UInt8]?, _ parts: AuditParts?, at index: UInt64) throws {
        if let parts { try self.parts.set(parts, for: key(index)) }
        guard index < first else { return try append(leaf ?? [], []) }
        guard let leaf else { return }
        try kept.set(Bundle([leaf]), for: key(index))
        keptIndices.insert(index)
    }

    // MARK: Looking

    /// The last bundle that a walk met.
    struct Met {
        fileprivate var last: (number: UInt64, bundle: Bundle)?
    }

    /// The leaf at an index below ``count``, which was not pruned or is one of those that stay.
    func leaf(_ index: UInt64, _ met: inout Met) throws -> [UInt8] {
        guard index >= first else {
            guard let leaf = try keptLeaf(index) else {
                throw AuditError(.pruned, "the entry was pruned; look into the export that was made before", at: nil)
            }
            return leaf
        }
        let (number, place) = (index / UInt64(Self.width), Int(index % UInt64(Self.width)))
        guard number < count / UInt64(Self.width) else { return tail[place] }
        if let last = met.last, last.number == number { return try last.bundle.leaf(place) }
        guard let bundle = try bundles.value(key(number)) else { throw RowError("entry \(index) of the log is missing") }
        met.last = (number, bundle)
        return try bundle.leaf(place)
    }

    /// The leaves from a multiple of ``width`` on, up to the next, none of which was pruned.
    func bundle(from index: UInt64) throws -> Bundle {
        let number = index / UInt64(Self.width)
        guard number < count / UInt64(Self.width) else { return try Bundle(tail) }
        guard let bundle = try bundles.value(key(number)) else { throw RowError("entry \(index) of the log is missing") }
        return bundle
    }

    /// See `Table.read(through:)`.
    mutating func read(through rows: any RowLog) {
        bundles.read(through: rows)
        parts.read(through: rows)
        kept.read(through: rows)
    }

    /// The entries are about to be read.
    func prefetch(_ indexes: [UInt64]) {
        let numbers = Set(indexes.filter { $0 >= first }.map { $0 / UInt64(Self.width) })
        rows?.prefetch(bundles.locations(of: numbers.map(key)) + parts.locations(of: indexes.map(key)))
    }

    /// The entries within the range that were pruned and stay.
    func keptIndices(in range: Range<UInt64>) -> [UInt64] {
        let after: UInt64? = range.lowerBound > 0 ? range.lowerBound - 1 : nil
        return keptIndices.prefix(.max, after: after).filter { $0 < min(first, range.upperBound) }
    }

    /// A leaf of the pruned part that stays; nil when it does not.
    func keptLeaf(_ index: UInt64) throws -> [UInt8]? { try kept.value(key(index))?.leaf(0) }

    /// What the entry says about persons, or what is left of it.
    func parts(at index: UInt64) throws -> AuditParts? { try parts.value(key(index)) }

    // MARK: Pruning

    /// A prune of the entries below the index is recorded.
    mutating func prune(to index: UInt64) { extent.pruned = max(extent.pruned, min(index, count)) }

    /// What recorded prunes cover may be removed.
    mutating func releasePruned() { extent.released = extent.pruned }

    /// Reads what removing the next so many bundles reads.
    func checkRemoval(of limit: Int) throws {
        let end = extent.removed + UInt64(limit * Self.width)
        for start in stride(from: extent.removed, to: min(end, extent.released), by: Self.width) {
            for (place, bytes) in try bundle(from: start).leaves().enumerated() {
                guard try AuditLeaf(decoding: bytes).flags.contains(.payload) else { continue }
                _ = try parts.value(key(start + UInt64(place)))
            }
        }
    }

    /// Removes the next bundle of what was pruned; false when everything is gone.
    mutating func removeNext() throws -> Bool {
        guard extent.removed + UInt64(Self.width) <= extent.released else { return false }
        let start = extent.removed
        for (place, bytes) in try bundle(from: start).leaves().enumerated() {
            let (index, leaf) = (start + UInt64(place), try AuditLeaf(decoding: bytes))
            if leaf.control != nil {
                try kept.set(Bundle([bytes]), for: key(index))
                keptIndices.insert(index)
            }
            guard leaf.flags.contains(.payload), let parts = try parts.value(key(index)) else { continue }
            if let rest = parts.pruned(at: leaf.commit) {
                try self.parts.set(rest, for: key(index))
            } else {
                try self.parts.remove(key(index))
            }
        }
        try bundles.remove(key(start / UInt64(Self.width)))
        extent.removed += UInt64(Self.width)
        return true
    }
}

extension AuditLeaves: VisitableState {
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try bundles.visit(&visitor)
        try parts.visit(&visitor)
        try kept.visit(&visitor)
        try visitor.visit(&keptIndices)
        try visitor.visit(small: &extent)
        var leaves = tail.map { Bytes($0) }
        try visitor.visit(small: &leaves)
        guard visitor.isRestoring else { return }
        guard extent.isPossible, UInt64(leaves.count) == extent.count % UInt64(Self.width) else {
            throw RowError("the end of the log cannot be read")
        }
        tail = leaves.map(\.array)
    }
}
