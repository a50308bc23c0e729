import CustodyModel
import CustodyProof

/// One log: its tree, its entries and where each reference occurs.
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
    private var places: AuditPlaces

    /// An empty log; its rows stand in memory when there is no row log.
    init(_ log: AuditLog, base: String, in rows: (any RowLog)?) {
        self.log = log
        origin = log.origin(in: base)
        scheme = AuditScheme(origin: origin)
        tree = TiledTree(log.number, in: rows)
        leaves = AuditLeaves(log.number, in: rows)
        places = AuditPlaces(log.number, in: rows)
    }

    mutating func append(_ change: AuditChange, at commit: CommitSequence) throws -> AuditReceipt {
        let index = tree.size
        let hash = MerkleHash(leaf: change.leafBytes.array)
        try tree.append(hash)
        try leaves.append(change.leafBytes.array, change.compartments)
        if change.rotation != nil { rotations.append(index) }
        // One entry may say several things about one person.
        var noted: Set<Handle> = []
        for compartment in change.compartments {
            months.insert(compartment.month)
            if noted.insert(compartment.reference).inserted { try places.note(compartment.reference, at: index) }
        }
        return AuditReceipt(log: log, index: index, commit: commit, leafHash: Bytes(hash.bytes))
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

    func entry(_ index: UInt64, _ record: Record) -> AuditEntry {
        AuditEntry(
            log: log, logID: scheme.logID, index: index, leafBytes: record.leafBytes, compartments: record.compartments)
    }

    /// The entries that match, each with its commit.
    func entries(_ query: AuditQuery) throws -> [(commit: CommitSequence, entry: AuditEntry)] {
        guard query.log ?? log == log, query.limit > 0, query.from < tree.size else { return [] }
        var range = query.from..<tree.size
        if let commit = query.commit {
            let start = try firstIndex(notBefore: commit)
            // The number after the last one is 0 again.
            range = range.clamped(to: start..<max(start, try firstIndex(notBefore: commit.next)))
        }
        let indices: [UInt64]
        if let references = query.references {
            let found = try references.flatMap {
                try places.indices(of: $0, in: range.clamped(to: leaves.first..<tree.size), limit: query.limit)
            }
            indices = Array(Set(found).sorted().prefix(query.limit))
        } else {
            indices = held(in: range, limit: query.limit)
        }
        var met = AuditLeaves.Met()
        return try indices.map { index in
            let record = try record(index, &met)
            return (record.commit, entry(index, record))
        }
    }

    /// The first indexes of the range whose leaves are there.
    private func held(in range: Range<UInt64>, limit: Int) -> [UInt64] {
        var indices: [UInt64] = []
        if range.lowerBound < leaves.first {
            let after: UInt64? = range.lowerBound > 0 ? range.lowerBound - 1 : nil
            indices = leaves.keptIndices.prefix(limit, after: after).filter { $0 < min(leaves.first, range.upperBound) }
        }
        return indices + range.clamped(to: leaves.first..<max(leaves.first, tree.size)).prefix(limit - indices.count)
    }

    /// The first index that was not pruned and whose commit is not earlier.
    private func firstIndex(notBefore commit: CommitSequence) throws -> UInt64 {
        var (low, high) = (leaves.first, tree.size)
        while low < high {
            let middle = low + (high - low) / 2
            if try record(middle).commit < commit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension AuditRecords: VisitableState {
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try tree.visit(&visitor)
        try leaves.visit(&visitor)
        try places.visit(&visitor)
        var sorted = months.sorted()
        try visitor.visit(small: &sorted)
        months = Set(sorted)
        try visitor.visit(small: &rotations)
    }
}
