#if SQLite
    import CustodyAudit
    import CustodyModel
    import Foundation
    import GRDB

    extension AuditTables {
        /// How many entries are read together.
        private static let batch = 512

        /// The first entries that match, of both logs in the order of commits.
        func entries(_ query: AuditQuery) throws -> [AuditEntry] {
            guard query.limit > 0 else { return [] }
            let selection = AuditSelection(query, try names())
            var found: [(commit: CommitSequence, entry: AuditEntry)] = []
            for log in AuditLog.allCases where query.log ?? log == log { found += try entries(query, selection, log) }
            let ordered = found.sorted { ($0.commit, $0.entry.place) < ($1.commit, $1.entry.place) }
            return ordered.prefix(query.limit).map(\.entry)
        }

        private func entries(
            _ query: AuditQuery, _ selection: AuditSelection, _ log: AuditLog
        ) throws -> [(commit: CommitSequence, entry: AuditEntry)] {
            guard query.from < Int64.max, let logID = schemes[log]?.logID else { return [] }
            let removed = try extent(log).removed
            var found: [(commit: CommitSequence, entry: AuditEntry)] = []
            func take(_ row: GRDB.Row) throws {
                let (index, leaf) = (try row.unsigned(0), try row.bytes(1))
                // Of a pruned entry nothing but the leaf is told.
                let compartments = index < removed ? [] : try parts(log, index)?.compartments ?? []
                guard selection.matches(leaf, compartments.lazy.map(\.reference)) else { return }
                let entry = AuditEntry(
                    log: log, logID: logID, index: index, leafBytes: Bytes(leaf), compartments: compartments)
                found.append((try row.sequence(2), entry))
            }
            if !query.persons.isEmpty {
                for place in try places(ofAll: query.persons, log).sorted() where found.count < query.limit {
                    guard place >= query.from else { continue }
                    try rows(query, log, from: Int64(clamping: place), limit: 1).filter { try $0.unsigned(0) == place }
                        .forEach(take)
                }
                return found
            }
            var next = Int64(query.from)
            while found.count < query.limit {
                let rows = try rows(query, log, from: next, limit: Self.batch)
                for row in rows where found.count < query.limit { try take(row) }
                guard rows.count == Self.batch, let last = rows.last else { break }
                next = try last.integer(0) + 1
            }
            return found
        }

        private func rows(_ query: AuditQuery, _ log: AuditLog, from first: Int64, limit: Int) throws -> [GRDB.Row] {
            let low = max(query.commit ?? .zero, query.since ?? .zero).number
            let high = query.commit?.number ?? .max
            return try database.rows(
                """
                SELECT place, body, sequence FROM audit_leaf
                WHERE log = ? AND place >= ? AND sequence BETWEEN ? AND ? AND time BETWEEN ? AND ? ORDER BY place LIMIT ?
                """, log.column, first, low, high, query.time?.lowerBound.milliseconds ?? .min,
                query.time?.upperBound.milliseconds ?? .max, limit)
        }

        /// The entries that have a compartment of one reference of each set.
        private func places(ofAll groups: [Set<AuditReference>], _ log: AuditLog) throws -> Set<UInt64> {
            var common: Set<UInt64>?
            for group in groups {
                var places: Set<UInt64> = []
                for reference in group {
                    for row in try database.rows(
                        "SELECT place FROM audit_part WHERE reference = ? AND log = ?", reference.handle.data, log.column)
                    { places.insert(try row.unsigned(0)) }
                }
                common = common?.intersection(places) ?? places
            }
            return common ?? []
        }

        // MARK: Verifying

        /// Both logs in the form in which they are verified.
        func restored(origin: String) throws -> RestoredAudit {
            var removed: [AuditLog: UInt64] = [:]
            for log in AuditLog.allCases { removed[log] = try extent(log).removed }
            var restored = RestoredAudit(origin: origin, removed: removed)
            for log in AuditLog.allCases {
                for index in 0..<(try extent(log).size) {
                    let row = try database.row(
                        "SELECT hash FROM audit_node WHERE log = ? AND level = 0 AND place = ?", log.column,
                        Int64(clamping: index))
                    let hash = try row.flatMap { MerkleHash(try $0.bytes(0)) } ?? .empty
                    try restored.append(hash, try leaf(log, index), try parts(log, index), to: log)
                }
            }
            return restored
        }

        /// What is wrong with the nodes above the leaves, of which the form that is verified makes its own.
        func nodeFindings() throws -> [AuditFinding] {
            try AuditLog.allCases.flatMap { log in
                var findings: [AuditFinding] = []
                var (below, level): ([MerkleHash], Int) = (try nodes(log, 0), 0)
                while below.count > 1 {
                    level += 1
                    let kept = try nodes(log, level)
                    let made = stride(from: 0, to: below.count - 1, by: 2).map { MerkleHash(below[$0], below[$0 + 1]) }
                    let place = made.indices.first { $0 >= kept.count || kept[$0] != made[$0] }
                    if let place {
                        findings.append(
                            AuditFinding(
                                .tree, at: AuditPlace(log, UInt64(place) << UInt64(level)),
                                "a node of the tree does not follow from those beneath it"))
                    }
                    below = made
                }
                return findings
            }
        }

        private func nodes(_ log: AuditLog, _ level: Int) throws -> [MerkleHash] {
            try database.rows("SELECT hash FROM audit_node WHERE log = ? AND level = ? ORDER BY place", log.column, level)
                .map { MerkleHash(try $0.bytes(0)) ?? .empty }
        }
    }
#endif
