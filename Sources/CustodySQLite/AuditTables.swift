#if SQLite
    import CustodyAudit
    import CustodyModel
    import Foundation
    import GRDB

    /// The tables of the audit log, within one transaction.
    struct AuditTables: AuditFacts {
        let database: Database
        let schemes: [AuditLog: AuditScheme]

        /// How far a log has come.
        struct Extent {
            var size: UInt64
            /// Up to where recorded prunes reach, how much of that may go, and how much is gone.
            var pruned: UInt64
            var released: UInt64
            var removed: UInt64
        }

        func extent(_ log: AuditLog) throws -> Extent {
            guard
                let row = try database.row(
                    "SELECT size, pruned, released, removed FROM audit_log WHERE log = ?", log.column)
            else { throw SQLiteStoreError(.corrupt, "the database has no such log") }
            return Extent(
                size: try row.unsigned(0), pruned: try row.unsigned(1), released: try row.unsigned(2),
                removed: try row.unsigned(3))
        }

        // MARK: Tree

        /// A node over complete leaves.
        func node(_ log: AuditLog, _ level: Int, _ place: UInt64) throws -> MerkleHash {
            guard
                let row = try database.row(
                    "SELECT hash FROM audit_node WHERE log = ? AND level = ? AND place = ?", log.column, level,
                    Int64(clamping: place)), let hash = MerkleHash(try row.bytes(0))
            else { throw SQLiteStoreError(.corrupt, "a node of the log's tree is missing") }
            return hash
        }

        /// The root over the first leaves; nil when there are fewer.
        func root(_ log: AuditLog, at size: UInt64) throws -> MerkleHash? {
            guard size <= (try extent(log).size) else { return nil }
            return try MerkleShape.subtree(0, size) { try node(log, $0, $1) }
        }

        /// Adds the hash of a leaf, and every node that it completes.
        private func grow(_ log: AuditLog, by leaf: MerkleHash, at index: UInt64) throws {
            var (hash, level, place) = (leaf, 0, index)
            while true {
                try database.run(
                    "INSERT INTO audit_node VALUES (?, ?, ?, ?)", log.column, level, Int64(clamping: place),
                    hash.data)
                guard place & 1 == 1 else { return }
                hash = MerkleHash(try node(log, level, place - 1), hash)
                (level, place) = (level + 1, place >> 1)
            }
        }

        // MARK: Entries

        func leaf(_ log: AuditLog, _ index: UInt64) throws -> [UInt8]? {
            try database.row(
                "SELECT body FROM audit_leaf WHERE log = ? AND place = ?", log.column, Int64(clamping: index))?.bytes(0)
        }

        /// When the next entries happened, from an index on.
        ///
        /// - Throws: when there are none.
        func times(_ log: AuditLog, from index: UInt64) throws -> [Instant] {
            let rows = try database.rows(
                "SELECT time, place FROM audit_leaf WHERE log = ? AND place >= ? ORDER BY place LIMIT 512", log.column,
                Int64(clamping: index))
            guard try rows.first?.unsigned(1) == index, try rows.last?.unsigned(1) == index + UInt64(rows.count) - 1 else {
                throw SQLiteStoreError(.corrupt, "an entry of the log is missing")
            }
            return try rows.map { Instant(milliseconds: try $0.integer(0)) }
        }

        /// The hashes of the first so many leaves from an index on.
        func leafHashes(_ log: AuditLog, from index: UInt64, limit: Int) throws -> [Bytes] {
            try database.rows(
                "SELECT hash FROM audit_node WHERE log = ? AND level = 0 AND place >= ? ORDER BY place LIMIT ?", log.column,
                Int64(clamping: index), max(0, limit)
            ).map { Bytes(try $0.bytes(0)) }
        }

        /// What the entry says about persons, or what is left of it.
        func parts(_ log: AuditLog, _ index: UInt64) throws -> AuditParts? {
            let rows = try database.rows(
                """
                SELECT position, class, reference, month, commitment, box, erased_log, erased_place, pruned_sequence
                FROM audit_part WHERE log = ? AND place = ? ORDER BY position
                """, log.column, Int64(clamping: index))
            guard let first = rows.first else { return nil }
            var parts = AuditParts(try rows.map(AuditCompartment.init))
            if try !first.isNull(8) { parts.prunedCommit = try first.sequence(8) }
            return parts
        }

        func compartment(at place: AuditPlace) throws -> (commit: CommitSequence, compartment: AuditCompartment)? {
            guard let index = place.index, let position = place.compartment, index >= (try extent(place.log).removed),
                let compartment = try parts(place.log, index)?.compartments.first(where: { $0.position == position }),
                let leaf = try leaf(place.log, index)
            else { return nil }
            return (try AuditLeaf.commit(of: leaf), compartment)
        }

        func months(_ log: AuditLog) throws -> Set<UInt32> {
            Set(try database.rows("SELECT month FROM audit_month WHERE log = ?", log.column).map { try $0.small(0) })
        }

        /// Every compartment about these persons that is there, in the entries of each log from an index on, in order.
        func places(about identities: [AuditIdentity], from sizes: [AuditLog: UInt64] = [:]) throws -> [AuditPlace] {
            var places: Set<AuditPlace> = []
            for log in AuditLog.allCases {
                let first = max(sizes[log] ?? 0, try extent(log).removed)
                let months = try months(log)
                for identity in identities {
                    for reference in schemes[log]?.references(to: identity.key, in: months) ?? [] {
                        for row in try database.rows(
                            """
                            SELECT place, position FROM audit_part
                            WHERE reference = ? AND log = ? AND place >= ? AND month = ? AND box IS NOT NULL
                            """, reference.handle.data, log.column, Int64(clamping: first), Int64(reference.month))
                        { places.insert(AuditPlace(log, try row.unsigned(0), compartment: try row.small(1))) }
                    }
                }
            }
            return places.sorted()
        }

        func names() throws -> AuditVocabulary {
            try database.row("SELECT body FROM audit_vocabulary")?.decoded(0) ?? AuditVocabulary()
        }

        func rotations(_ log: AuditLog) throws -> [UInt64] {
            try database.rows("SELECT place FROM audit_rotation WHERE log = ? ORDER BY place", log.column)
                .map { try $0.unsigned(0) }
        }

        // MARK: Recording

        /// Throws when nothing more is recorded about somebody whom the event concerns: an erasure took them since `opened`.
        func requireRecordable(_ event: AuditEvent, since opened: CommitSequence) throws {
            for subject in event.subjects
            where try database.row(
                "SELECT 1 FROM audit_erased WHERE handle = ? AND sequence > ?", subject.handle.data, opened.number) != nil
            {
                throw AuditError(.subjectErased, "the person was erased meanwhile; nothing more is recorded about them")
            }
        }

        /// Appends the entry of a change, and does what its leaf says.
        ///
        /// - Parameter erased: about whom nothing follows.
        func append(_ change: AuditChange, erasing erased: [Handle], at sequence: CommitSequence) throws -> AuditReceipt {
            let (log, leaf) = (change.log, change.leafBytes.array)
            let index = try extent(log).size
            let (hash, place) = (MerkleHash(leaf: leaf), Int64(clamping: index))
            let read = try AuditLeaf(decoding: leaf)
            try database.run(
                "INSERT INTO audit_leaf VALUES (?, ?, ?, ?, ?, ?)", log.column, place, sequence.number, read.time.milliseconds,
                read.control != nil, Data(leaf))
            try grow(log, by: hash, at: index)
            try database.run("UPDATE audit_log SET size = size + 1 WHERE log = ?", log.column)
            for part in change.compartments {
                try database.run(
                    "INSERT INTO audit_part VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)", log.column, place,
                    Int64(part.position), Int64(part.keyClass.rawValue), part.reference.data, Int64(part.month),
                    part.commitment.data, part.box?.data)
                try database.run("INSERT OR IGNORE INTO audit_month VALUES (?, ?)", log.column, Int64(part.month))
            }
            if change.rotation != nil { try database.run("INSERT INTO audit_rotation VALUES (?, ?)", log.column, place) }
            try register(change.registrations, at: sequence)
            if let prune = change.prune {
                try database.run(
                    "UPDATE audit_log SET pruned = max(pruned, ?) WHERE log = ?",
                    Int64(clamping: min(prune.minimumIndex, index)), log.column)
            }
            if change.removesPruned { try database.run("UPDATE audit_log SET released = pruned WHERE log = ?", log.column) }
            for erasedPlace in change.erases ?? [] { try erase(erasedPlace, by: AuditPlace(log, index)) }
            for handle in erased {
                try database.run("INSERT OR REPLACE INTO audit_erased VALUES (?, ?)", handle.data, sequence.number)
            }
            return AuditReceipt(log: log, index: index, commit: sequence, leafHash: Bytes(hash.bytes))
        }

        private func register(_ registrations: [AuditRegistration], at sequence: CommitSequence) throws {
            guard !registrations.isEmpty else { return }
            var vocabulary = try names()
            for registration in registrations { vocabulary.register(registration) }
            try database.run(
                "INSERT OR REPLACE INTO audit_vocabulary VALUES (1, ?, ?)", sequence.number, try vocabulary.encodedData())
        }

        private func erase(_ place: AuditPlace, by erasure: AuditPlace) throws {
            guard let index = place.index, let position = place.compartment else { return }
            try database.run(
                """
                UPDATE audit_part SET box = NULL, erased_log = ?, erased_place = ?
                WHERE log = ? AND place = ? AND position = ? AND pruned_sequence IS NULL
                """, erasure.log.column, erasure.index.map { Int64(clamping: $0) }, place.log.column, Int64(clamping: index),
                Int64(position))
        }

        // MARK: Pruning

        /// How many entries are removed in one transaction.
        private static let removedAtOnce: UInt64 = 8192

        /// Removes the next entries that recorded prunes cover: leaves that say nothing about the log itself, and of what they said about
        /// persons everything that no erasure has to account for.
        func removeSome(_ log: AuditLog) throws {
            let extent = try extent(log)
            guard extent.removed < extent.released else { return }
            let end = min(extent.released, extent.removed + Self.removedAtOnce)
            let (first, last) = (Int64(clamping: extent.removed), Int64(clamping: end))
            try database.run(
                """
                DELETE FROM audit_part
                WHERE log = ? AND place >= ? AND place < ? AND NOT (box IS NULL AND erased_place IS NOT NULL)
                """, log.column, first, last)
            try database.run(
                """
                UPDATE audit_part SET reference = zeroblob(16), month = 0, pruned_sequence =
                (SELECT sequence FROM audit_leaf WHERE audit_leaf.log = audit_part.log AND audit_leaf.place = audit_part.place)
                WHERE log = ? AND place >= ? AND place < ?
                """, log.column, first, last)
            try database.run(
                "DELETE FROM audit_leaf WHERE log = ? AND place >= ? AND place < ? AND is_control = 0", log.column, first,
                last)
            try database.run("UPDATE audit_log SET removed = ? WHERE log = ?", last, log.column)
        }
    }

    extension AuditLog {
        /// The log's number as a parameter.
        var column: Int64 { Int64(number) }

        /// The log of a number.
        init(column: Int64) throws {
            guard let log = AuditLog.allCases.first(where: { $0.column == column }) else {
                throw SQLiteStoreError(.corrupt, "a row belongs to no log")
            }
            self = log
        }
    }

    extension MerkleHash {
        var data: Data { Data(bytes) }
    }

    extension AuditCompartment {
        /// The compartment of a row of `audit_part`, from its position on.
        fileprivate init(_ row: GRDB.Row) throws {
            guard let keyClass = AuditKeyClass(rawValue: try row.small(1)) else {
                throw SQLiteStoreError(.corrupt, "a compartment is of a class that there is not")
            }
            var erasure: AuditPlace?
            if try !row.isNull(7) { erasure = AuditPlace(try AuditLog(column: try row.integer(6)), try row.unsigned(7)) }
            self.init(
                position: try row.small(0), keyClass: keyClass, reference: try row.handle(2), month: try row.small(3),
                commitment: Bytes(try row.bytes(4)), box: try row.isNull(5) ? nil : Bytes(try row.bytes(5)),
                erasedBy: erasure)
        }
    }
#endif
