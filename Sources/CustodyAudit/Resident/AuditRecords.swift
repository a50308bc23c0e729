import CustodyModel
import CustodyProof

/// One log: its tree, its entries and what finds them.
struct AuditRecords: Sendable {
    /// An entry as it is kept.
    struct Record: Sendable {
        var commit: CommitSequence
        var leafBytes: Bytes
        var compartments: [AuditCompartment]
    }

    let log: AuditLog
    let origin: String
    let scheme: AuditScheme
    private(set) var tree: TiledTree
    private(set) var leaves: AuditLeaves
    private(set) var months: Set<UInt32> = []
    /// The entries by which the log got another key.
    private(set) var rotations: [UInt64] = []
    private(set) var index: AuditIndex
    private let shape: AuditIndexShape
    private let rows: (any RowLog)?

    /// An empty log; its rows stand in memory when there is no row log.
    init(_ log: AuditLog, base: String, index shape: AuditIndexShape, in rows: (any RowLog)?) {
        self.log = log
        origin = log.origin(in: base)
        scheme = AuditScheme(origin: origin)
        tree = TiledTree(log.number, in: rows)
        leaves = AuditLeaves(log.number, in: rows)
        index = AuditIndex(log.number, shape: shape, in: rows)
        (self.shape, self.rows) = (shape, rows)
    }

    /// - Parameter hash: the leaf's.
    mutating func append(_ change: AuditChange, _ hash: MerkleHash, at commit: CommitSequence) throws -> AuditReceipt {
        let index = tree.size
        try tree.append(hash)
        try leaves.append(change.leafBytes.array, change.compartments)
        if change.rotation != nil { rotations.append(index) }
        for compartment in change.compartments { months.insert(compartment.month) }
        try self.index.note(change.leafBytes.array, change.compartments.lazy.map(\.reference))
        return AuditReceipt(log: log, index: index, commit: commit, leafHash: Bytes(hash.bytes))
    }

    /// Of an empty log: the entries below the index were removed.
    mutating func removed(below first: UInt64) { leaves.removed(below: first) }

    /// Takes in the next entry as it was kept elsewhere, to be verified; nothing finds it.
    mutating func restore(_ hash: MerkleHash, _ leaf: [UInt8]?, _ parts: AuditParts?) throws {
        let place = tree.size
        try tree.append(hash)
        try leaves.restore(leaf, parts, at: place)
        guard let leaf, leaf.dropFirst().first == AuditClass.key.rawValue, let read = try? AuditLeaf(decoding: leaf) else {
            return
        }
        if case .rotation? = read.control { rotations.append(place) }
    }

    /// The entry at an index that the log has and that was not pruned, or of which the leaf stays.
    func record(_ index: UInt64, _ met: inout AuditLeaves.Met) throws -> Record {
        let bytes = try leaves.leaf(index, &met)
        let commit = try AuditLeaf.commit(of: bytes)
        // Of a pruned entry nothing but the leaf is told.
        let parts = index < leaves.first ? nil : try leaves.parts(at: index)
        return Record(commit: commit, leafBytes: Bytes(bytes), compartments: parts?.compartments ?? [])
    }

    func record(_ index: UInt64) throws -> Record {
        var met = AuditLeaves.Met()
        return try record(index, &met)
    }

    func compartment(at place: AuditPlace) throws -> (commit: CommitSequence, compartment: AuditCompartment)? {
        guard place.log == log, let index = place.index, (leaves.first..<tree.size).contains(index),
            let position = place.compartment.map(Int.init)
        else { return nil }
        let record = try record(index)
        guard record.compartments.indices.contains(position) else { return nil }
        return (record.commit, record.compartments[position])
    }

    mutating func erase(_ place: AuditPlace, by erasure: AuditPlace) throws {
        guard let index = place.index, (leaves.first..<tree.size).contains(index),
            let position = place.compartment.map(Int.init), var compartments = try leaves.parts(at: index)?.compartments,
            compartments.indices.contains(position)
        else { return }
        compartments[position].box = nil
        compartments[position].erasedBy = erasure
        try leaves.set(compartments, at: index)
    }

    /// A prune of the entries below the index is recorded.
    mutating func prune(to index: UInt64) { leaves.prune(to: index) }

    /// What recorded prunes cover may be removed.
    mutating func releasePruned() { leaves.releasePruned() }

    /// Removes the next entries that may be; false when there are none.
    mutating func removeNextPruned() throws -> Bool { try leaves.removeNext() }

    func entry(_ index: UInt64, _ record: Record) -> AuditEntry {
        AuditEntry(
            log: log, logID: scheme.logID, index: index, leafBytes: record.leafBytes, compartments: record.compartments)
    }

    /// The same for somebody who reads one entry after another.
    func nearby() -> AuditRecords {
        guard let rows = rows?.nearby() else { return self }
        var records = self
        records.tree.read(through: rows)
        records.leaves.read(through: rows)
        return records
    }

    /// Does something that reads many of them; see `RowLog.reading(_:)`.
    func reading<Result: Sendable>(_ body: @escaping @Sendable (AuditRecords) throws -> Result) async throws -> Result {
        guard let rows else { return try body(self) }
        return try await rows.reading { try body(self) }
    }

    /// Whether the index is not of these entries.
    var isIndexStale: Bool { index.isStale || index.count != tree.size }

    /// An index of the entries, made anew. It may be made of a copy, and taken up with ``adopt(_:)``.
    func rebuiltIndex() throws -> AuditIndex {
        var rebuilt = AuditIndex(log.number, shape: shape, from: leaves.first, in: rows)
        try extend(&rebuilt)
        return rebuilt
    }

    /// Takes up another index, and into it what came after it was made.
    mutating func adopt(_ rebuilt: AuditIndex) throws {
        var rebuilt = rebuilt
        try extend(&rebuilt)
        try index.removeRows()
        index = rebuilt
    }

    private func extend(_ index: inout AuditIndex) throws {
        var met = AuditLeaves.Met()
        for place in index.count..<tree.size {
            let record = try record(place, &met)
            try index.note(record.leafBytes.array, record.compartments.lazy.map(\.reference))
        }
    }
}

extension AuditRecords: VisitableState {
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try tree.visit(&visitor)
        try leaves.visit(&visitor)
        guard !visitor.isRestoring || leaves.count == tree.size else {
            throw RowError("the log has \(leaves.count) entries and its tree \(tree.size)")
        }
        try index.visit(&visitor)
        var sorted = months.sorted()
        try visitor.visit(small: &sorted)
        months = Set(sorted)
        try visitor.visit(small: &rotations)
    }
}
