import CustodyModel

/// One log in memory: its tree, its entries and where each reference occurs.
struct AuditRecords: Sendable {
    struct Record: Sendable {
        var commit: CommitSequence
        var leafBytes: Bytes
        var compartments: [AuditCompartment]
    }

    let log: AuditLog
    let origin: String
    let scheme: AuditScheme
    private(set) var tree = MerkleTree()
    private(set) var records: [Record] = []
    private(set) var months: Set<UInt32> = []
    private var places: [Handle: [Int]] = [:]

    init(_ log: AuditLog, base: String) {
        self.log = log
        origin = log.origin(in: base)
        scheme = AuditScheme(origin: origin)
    }

    mutating func append(_ change: AuditChange, at commit: CommitSequence) -> AuditReceipt {
        let index = records.count
        let hash = tree.append(change.leafBytes.array)
        records.append(Record(commit: commit, leafBytes: change.leafBytes, compartments: change.compartments))
        for compartment in change.compartments {
            months.insert(compartment.month)
            places[compartment.reference, default: []].append(index)
        }
        return AuditReceipt(log: log, index: UInt64(index), commit: commit, leafHash: Bytes(hash))
    }

    func compartment(at place: AuditPlace) -> (commit: CommitSequence, compartment: AuditCompartment)? {
        guard place.log == log, let index = place.index.flatMap(Int.init(exactly:)), records.indices.contains(index),
            let position = place.compartment.map(Int.init), records[index].compartments.indices.contains(position)
        else { return nil }
        return (records[index].commit, records[index].compartments[position])
    }

    mutating func erase(_ place: AuditPlace, by erasure: AuditPlace) {
        guard compartment(at: place) != nil, let index = place.index, let position = place.compartment else { return }
        records[Int(index)].compartments[Int(position)].box = nil
        records[Int(index)].compartments[Int(position)].erasedBy = erasure
    }

    func entry(_ index: Int) -> AuditEntry {
        AuditEntry(
            log: log, logID: scheme.logID, index: UInt64(index), leafBytes: records[index].leafBytes,
            compartments: records[index].compartments)
    }

    /// The entries that match, each with its commit.
    func entries(_ query: AuditQuery) -> [(commit: CommitSequence, entry: AuditEntry)] {
        guard query.log ?? log == log, query.limit > 0, let from = Int(exactly: query.from), from < records.count else {
            return []
        }
        var range = from..<records.count
        if let commit = query.commit {
            let start = firstIndex(notBefore: commit)
            // The number after the last one is 0 again.
            range = range.clamped(to: start..<max(start, firstIndex(notBefore: commit.next)))
        }
        let indices: [Int]
        if let references = query.references {
            let found = references.flatMap { places[$0] ?? [] }.filter(range.contains)
            indices = Array(Set(found).sorted().prefix(query.limit))
        } else {
            indices = Array(range.prefix(query.limit))
        }
        return indices.map { (records[$0].commit, entry($0)) }
    }

    private func firstIndex(notBefore commit: CommitSequence) -> Int {
        var (low, high) = (0, records.count)
        while low < high {
            let middle = low + (high - low) / 2
            if records[middle].commit < commit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
