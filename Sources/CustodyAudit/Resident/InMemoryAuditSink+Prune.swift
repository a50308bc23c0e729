public import CustodyModel
import CustodyProof

extension InMemoryAuditSink {
    /// How many bundles of leaves are removed while commits wait.
    private static let bundlesAtOnce = 256

    /// Up to which index every entry was kept as long as it had to be; a multiple of `AuditPrune.unit`.
    public func prunable(
        _ log: AuditLog, keptFor retention: RetentionClass.Period, since: Instant?, at time: Instant
    ) async throws -> UInt64 {
        let hold = rows?.hold()
        defer { withExtendedLifetime(hold) {} }
        return try await read { $0[log] }.reading { records in
            var due = DueTimes(retention, at: time)
            var index = records.leaves.first
            walk: while index < records.leaves.count {
                let bundle = try records.leaves.bundle(from: index)
                for range in try bundle.ranges() {
                    let happened = try AuditLeaf.time(of: bundle.bytes, in: range)
                    guard due.isDue(happened), since.map({ happened < $0 }) ?? true else { break walk }
                    index += 1
                }
            }
            return index / AuditPrune.unit * AuditPrune.unit
        }
    }

    /// Adds the prune of a log to a unit of work.
    public func stage(pruning request: PruneRequest, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
        let hold = rows?.hold()
        defer { withExtendedLifetime(hold) {} }
        let leaves = try read { $0[request.log].leaves }
        let place = AuditPlace(request.log, request.minimumIndex)
        guard request.minimumIndex.isMultiple(of: AuditPrune.unit), request.minimumIndex > leaves.first,
            request.minimumIndex <= leaves.count
        else {
            throw AuditError(
                .invalidEvent,
                "the log has entries \(leaves.first)..<\(leaves.count) and is pruned in steps of \(AuditPrune.unit)", at: place)
        }
        guard request.exportDigest.array.contains(where: { $0 != 0 }) else {
            throw AuditError(.invalidEvent, "a prune names what was handed out before; export the log first", at: place)
        }
        var due = DueTimes(request.retention, at: request.time)
        var (oldest, newest): (Instant?, Instant?)
        for start in stride(from: leaves.first, to: request.minimumIndex, by: AuditLeaves.width) {
            let bundle = try leaves.bundle(from: start)
            for (index, range) in zip(start..., try bundle.ranges()) {
                let happened = try AuditLeaf.time(of: bundle.bytes, in: range)
                guard due.isDue(happened) else {
                    throw AuditError(
                        .notDue, "the entry has to be kept longer; prune up to an earlier one",
                        at: AuditPlace(request.log, index))
                }
                oldest = min(oldest ?? happened, happened)
                newest = max(newest ?? happened, happened)
            }
        }
        guard let oldest, let newest, let root = try read({ try $0[request.log].tree.root(at: request.minimumIndex) }) else {
            throw AuditError(.noSuchEntry, "there is nothing to prune", at: place)
        }
        var event = AuditEvent(.prune, .pruneLog, at: request.time)
        event.decision = request.actor == nil ? .none : .permit
        event.log = request.log
        event.role = request.role
        event.actor = request.actor
        event.recordCount = Int(clamping: request.minimumIndex - leaves.first)
        event.control = .prune(
            AuditPrune(
                below: request.minimumIndex, root: Bytes(root.bytes), oldest: oldest, newest: newest,
                retention: request.retention, exportDigest: request.exportDigest))
        let (log, first) = (request.log, leaves.first)
        let condition = StagedChange(
            store: .audit, writes: [Self.pruning(log)],
            validate: {
                guard try self.read({ $0[log].leaves.first }) == first else {
                    throw AuditError(.invalidEvent, "the log was pruned meanwhile; begin again", at: place)
                }
            },
            prepare: { _ in PreparedChange(bytes: [], apply: { () }) })
        let staged = try append(event, in: &unit)
        _ = unit.add(condition, to: coordinator, resultType: Void.self)
        return staged
    }

    private static func pruning(_ log: AuditLog) -> ConflictKey { ConflictKey(.audit, Array("prune/\(log.rawValue)".utf8)) }

    /// Records that what recorded prunes cover goes now, and removes it.
    public func removePruned(_ log: AuditLog, at time: Instant) async throws {
        if try read({ $0[log].leaves.pruned > $0[log].leaves.first && !$0[log].leaves.isRemovalUnfinished }) {
            var unit = UnitOfWork()
            var event = AuditEvent(.prune, .pruneLog, at: time)
            event.log = log
            _ = try append(event, in: &unit)
            _ = try await unit.commit()
        }
        while try read({ $0[log].leaves.isRemovalUnfinished }) {
            try checkRemoval(log)
            var unit = UnitOfWork()
            // What an erasure is about to take must not go meanwhile: its root counts it.
            let removal = StagedChange(
                store: .audit, writes: [ErasureScope.erasing, Self.pruning(log)], validate: {},
                prepare: { _ in PreparedChange(bytes: [], apply: { try self.removeSome(log) }) })
            _ = unit.add(removal, to: coordinator, resultType: Void.self)
            _ = try await unit.commit()
        }
        // What found the entries that are gone goes too.
        try await rebuildIndex(of: log)
    }

    /// Goes on with a removal that the process before began. Where a row cannot be read it ends there, for no log is shut because of what
    /// should be gone: the next opening goes on, ``verify(opening:)`` names a row that is damaged, and ``removePruned(_:at:)`` refuses.
    func finishPruning() throws {
        for log in AuditLog.allCases where try read({ $0[log].leaves.isRemovalUnfinished }) {
            do {
                while try read({ $0[log].leaves.isRemovalUnfinished }) {
                    try checkRemoval(log)
                    try removeSome(log)
                }
                let index = try read { $0[log] }.rebuiltIndex()
                try change { try $0.adopt(index, of: log) }
            } catch {
                // Taken in by half it stops the log all the same.
                try read { _ in }
            }
        }
    }

    /// Reads what the next removal reads: found by the removal itself, a row that cannot be read would stop the whole log.
    private func checkRemoval(_ log: AuditLog) throws {
        let hold = rows?.hold()
        defer { withExtendedLifetime(hold) {} }
        try read { $0[log].leaves }.checkRemoval(of: Self.bundlesAtOnce)
    }

    private func removeSome(_ log: AuditLog) throws {
        try change { state in
            for _ in 0..<Self.bundlesAtOnce where try !state.removeNextPruned(log) { break }
        }
    }
}
