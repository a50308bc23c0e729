import CustodyModel

/// One log: its tree, its entries and where each reference occurs.
struct AuditRecords: Sendable {
    struct Record: Codable, RowValue {
        var commit: CommitSequence
        var leafBytes: Bytes
        var compartments: [AuditCompartment]

        private enum CodingKeys: String, CodingKey {
            case commit = "q"
            case leafBytes = "b"
            case compartments = "c"
        }
    }

    let log: AuditLog
    let origin: String
    let scheme: AuditScheme
    private(set) var tree: TiledTree
    private(set) var months: Set<UInt32> = []
    /// The entries by which the log got another key.
    private(set) var rotations: [UInt64] = []
    private var records: Table<EntryKey, Record>
    private var places: AuditPlaces

    /// An empty log; its rows stand in memory when there is no row log.
    init(_ log: AuditLog, base: String, in rows: (any RowLog)?) {
        self.log = log
        origin = log.origin(in: base)
        scheme = AuditScheme(origin: origin)
        tree = TiledTree(log.number, in: rows)
        records = Table(.auditEntries, in: rows)
        places = AuditPlaces(log.number, in: rows)
    }

    /// An entry's place as the key of its row.
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

    private func key(_ index: UInt64) -> EntryKey { EntryKey(log: log.number, index: index) }

    mutating func append(_ change: AuditChange, at commit: CommitSequence) throws -> AuditReceipt {
        let index = tree.size
        let hash = try tree.append(change.leafBytes.array)
        if change.rotation != nil { rotations.append(index) }
        try records.set(
            Record(commit: commit, leafBytes: change.leafBytes, compartments: change.compartments), for: key(index))
        // One entry may say several things about one person.
        var noted: Set<Handle> = []
        for compartment in change.compartments {
            months.insert(compartment.month)
            if noted.insert(compartment.reference).inserted { try places.note(compartment.reference, at: index) }
        }
        return AuditReceipt(log: log, index: index, commit: commit, leafHash: Bytes(hash))
    }

    func record(_ index: UInt64) throws -> Record {
        guard let record = try records.value(key(index)) else { throw RowError("entry \(index) of the log is missing") }
        return record
    }

    func compartment(at place: AuditPlace) throws -> (commit: CommitSequence, compartment: AuditCompartment)? {
        guard place.log == log, let index = place.index, index < tree.size, let position = place.compartment.map(Int.init)
        else { return nil }
        let record = try record(index)
        guard record.compartments.indices.contains(position) else { return nil }
        return (record.commit, record.compartments[position])
    }

    mutating func erase(_ place: AuditPlace, by erasure: AuditPlace) throws {
        guard let index = place.index, index < tree.size, let position = place.compartment.map(Int.init) else { return }
        var record = try record(index)
        guard record.compartments.indices.contains(position) else { return }
        record.compartments[position].box = nil
        record.compartments[position].erasedBy = erasure
        try records.set(record, for: key(index))
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
            let found = try references.flatMap { try places.indices(of: $0, in: range, limit: query.limit) }
            indices = Array(Set(found).sorted().prefix(query.limit))
        } else {
            indices = Array(range.prefix(query.limit))
        }
        return try indices.map { index in
            let record = try record(index)
            return (record.commit, entry(index, record))
        }
    }

    private func firstIndex(notBefore commit: CommitSequence) throws -> UInt64 {
        var (low, high) = (UInt64(0), tree.size)
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
        try records.visit(&visitor)
        try places.visit(&visitor)
        var sorted = months.sorted()
        try visitor.visit(small: &sorted)
        months = Set(sorted)
        try visitor.visit(small: &rotations)
    }
}
