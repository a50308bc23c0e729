import CustodyModel

extension AuditRecords {
    /// How many entries are fetched together.
    private static var batch: Int { 1024 }

    /// The first entries that match, each with its commit. Of what was pruned those that stay may be among them.
    func entries(_ query: AuditQuery, _ selection: AuditSelection) throws -> [(commit: CommitSequence, entry: AuditEntry)] {
        guard query.log ?? log == log, query.limit > 0, query.from < tree.size else { return [] }
        let range = try range(of: query)
        var met = AuditLeaves.Met()
        var found: [(commit: CommitSequence, entry: AuditEntry)] = []
        func take(_ indexes: [UInt64]) throws {
            leaves.prefetch(indexes)
            for place in indexes where found.count < query.limit {
                let record = try record(place, &met)
                // The index finds all that match and some that do not.
                guard query.commit ?? record.commit == record.commit, query.since ?? record.commit <= record.commit,
                    selection.matches(record.leafBytes.array, record.compartments.lazy.map(\.reference))
                else { continue }
                found.append((record.commit, entry(place, record)))
            }
        }
        if range.lowerBound < leaves.first { try take(leaves.keptIndices(in: range)) }
        let rest = range.clamped(to: min(leaves.first, range.upperBound)..<tree.size)
        var next = rest.lowerBound
        while next < rest.upperBound, found.count < query.limit {
            let limit = min(query.limit - found.count, Self.batch)
            let indexes =
                selection.isEverything
                ? Array((next..<rest.upperBound).prefix(limit))
                : try index.candidates(selection, in: next..<rest.upperBound, limit: limit)
            guard let last = indexes.last else { break }
            try take(indexes)
            next = last + 1
        }
        return found
    }

    private func range(of query: AuditQuery) throws -> Range<UInt64> {
        var range = query.from..<tree.size
        if let first = query.commit ?? query.since {
            let start = try firstIndex(notBefore: first)
            // What stays of the pruned part may be of these commits too.
            range = range.clamped(to: (start == leaves.first ? 0 : start)..<tree.size)
        }
        // The number after the last one is 0 again.
        if let commit = query.commit, commit < commit.next {
            range = range.clamped(to: 0..<(try firstIndex(notBefore: commit.next)))
        }
        return range
    }

    /// The first index that was not pruned and whose commit is not earlier.
    private func firstIndex(notBefore commit: CommitSequence) throws -> UInt64 {
        try (leaves.first..<tree.size).partitionPoint { try record($0).commit >= commit }
    }
}
