#if SQLite
    public import CustodyAudit
    public import CustodyModel
    import GRDB

    extension SQLiteAuditSink {
        /// Up to which index every entry was kept as long as it had to be; a multiple of `AuditPrune.unit`.
        public func prunable(
            _ log: AuditLog, keptFor retention: RetentionClass.Period, since: Instant?, at time: Instant
        ) async throws -> UInt64 {
            try await read { tables in
                let extent = try tables.extent(log)
                var due = DueTimes(retention, at: time)
                var index = extent.removed
                walk: while index < extent.size {
                    for happened in try tables.times(log, from: index) {
                        guard due.isDue(happened), since.map({ happened < $0 }) ?? true else { break walk }
                        index += 1
                    }
                }
                return index / AuditPrune.unit * AuditPrune.unit
            }
        }

        /// Adds the prune of a log to a unit of work.
        public func stage(pruning request: PruneRequest, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
            let (log, end) = (request.log, request.minimumIndex)
            let (first, prune) = try readNow { try Self.prune(request, in: $0) }
            var event = AuditEvent(.prune, .pruneLog, at: request.time)
            event.decision = request.actor == nil ? .none : .permit
            event.log = log
            event.role = request.role
            event.actor = request.actor
            event.recordCount = Int(clamping: end - first)
            event.control = .prune(prune)
            let staged = try append(event, in: &unit)
            let (database, schemes) = (store.database, self.schemes)
            let condition = StagedChange(
                store: .audit,
                validate: {
                    let removed = try database.inTransaction {
                        try AuditTables(database: $0, schemes: schemes).extent(log).removed
                    }
                    guard removed == first else {
                        throw AuditError(
                            .invalidEvent, "the log was pruned meanwhile; begin again", at: AuditPlace(log, end))
                    }
                }, prepare: { _ in PreparedChange(bytes: [], apply: { () }) })
            _ = unit.add(condition, to: store, resultType: Void.self)
            return staged
        }

        /// What the leaf of a prune says, and the first entry that goes.
        private static func prune(
            _ request: PruneRequest, in tables: AuditTables
        ) throws -> (first: UInt64, prune: AuditPrune) {
            let (log, end) = (request.log, request.minimumIndex)
            let (extent, place) = (try tables.extent(log), AuditPlace(log, end))
            guard end.isMultiple(of: AuditPrune.unit), end > extent.removed, end <= extent.size else {
                throw AuditError(
                    .invalidEvent,
                    "the log has entries \(extent.removed)..<\(extent.size) and is pruned in steps of \(AuditPrune.unit)",
                    at: place)
            }
            guard request.exportDigest.array.contains(where: { $0 != 0 }) else {
                throw AuditError(
                    .invalidEvent, "a prune names what was handed out before; export the log first", at: place)
            }
            var due = DueTimes(request.retention, at: request.time)
            var (oldest, newest): (Instant?, Instant?)
            var index = extent.removed
            while index < end {
                for happened in try tables.times(log, from: index).prefix(Int(clamping: end - index)) {
                    guard due.isDue(happened) else {
                        throw AuditError(
                            .notDue, "the entry has to be kept longer; prune up to an earlier one",
                            at: AuditPlace(log, index))
                    }
                    oldest = min(oldest ?? happened, happened)
                    newest = max(newest ?? happened, happened)
                    index += 1
                }
            }
            guard let oldest, let newest, let root = try tables.root(log, at: end) else {
                throw AuditError(.noSuchEntry, "there is nothing to prune", at: place)
            }
            let prune = AuditPrune(
                below: end, root: Bytes(root.bytes), oldest: oldest, newest: newest, retention: request.retention,
                exportDigest: request.exportDigest)
            return (extent.removed, prune)
        }

        /// Records that what recorded prunes cover goes now, and removes it.
        public func removePruned(_ log: AuditLog, at time: Instant) async throws {
            let extent = try await read { try $0.extent(log) }
            if extent.pruned > extent.removed, extent.removed >= extent.released {
                var unit = UnitOfWork()
                var event = AuditEvent(.prune, .pruneLog, at: time)
                event.log = log
                _ = try append(event, in: &unit)
                _ = try await unit.commit()
            }
            try await finishRemoval(of: log)
        }

        /// Removes what is to go, a part in each transaction.
        func finishRemoval(of log: AuditLog) async throws {
            let schemes = self.schemes
            while try await read({ try $0.extent(log) }).isRemovalUnfinished {
                try await store.database.write { try AuditTables(database: $0, schemes: schemes).removeSome(log) }
            }
        }
    }

    extension AuditTables.Extent {
        /// Whether entries that are to go are still there.
        fileprivate var isRemovalUnfinished: Bool { removed < released }
    }
#endif
