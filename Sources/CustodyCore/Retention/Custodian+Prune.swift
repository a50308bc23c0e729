import CustodyAccess
public import CustodyAudit
import CustodyIncidents
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// What a log could lose now: what was kept as long as ``Governance/logRetention`` says, and what neither an open incident holds as
    /// evidence nor a legal hold on a person whom it is about.
    public func planPrune(of log: AuditLog) async throws -> PrunePlan { try await facing { try await self.duePrune(of: log) } }

    /// Writes out a log so that it can be pruned afterwards: as ``exportTiles(of:by:write:)``, and a list of the files last.
    ///
    /// The entries name nobody; what is sealed about persons stays behind, and ends with the prune.
    ///
    /// - Throws: as ``exportTiles(of:by:write:)``.
    public func exportForPruning(
        _ log: AuditLog, by principal: Principal?, write: (_ path: String, _ bytes: [UInt8]) async throws -> Void
    ) async throws -> SignedCheckpoint {
        var digests = FileDigests()
        let signed = try await exportTiles(of: log, by: principal) { path, bytes in
            digests.add(path, bytes)
            try await write(path, bytes)
        }
        try await write(FileDigests.path, digests.bytes)
        return signed
    }

    /// Reads an export back from where it lies.
    ///
    /// - Parameter read: the bytes of the file with that path; nil when there is none.
    /// - Throws: ``CustodianError`` with `notExported` when it is not what was exported, or is of another log; and whatever `read`
    ///   throws.
    public func verifyExport(of log: AuditLog, read: (String) throws -> [UInt8]?) async throws -> VerifiedExport {
        let trusted = TrustedLog(try await status(of: log).verifier)
        do { return try VerifiedExport(of: log, trusted, read: read) } catch let error as AuditError {
            throw CustodianError.notExported(error)
        }
    }

    /// Removes from a log what was kept as long as it had to be. The policy decides; nothing ever goes by itself.
    ///
    /// In this order: the log is anchored, so that what goes is vouched for; a leaf says what goes and what was exported; the log is
    /// signed and anchored with that leaf; then the entries are removed. Hashes stay, so that every receipt and every checkpoint of
    /// before still holds. Where it stops on the way, ``finishPrune(of:anchoring:by:)`` goes on.
    ///
    /// - Parameters:
    ///   - plan: what goes, as ``planPrune(of:)`` answered it or less.
    ///   - export: an export that holds all of it, read back.
    ///   - anchor: where checkpoints are kept out of reach of who can write to the store.
    /// - Throws: ``CustodianError`` with `denied`; `notExported` when the export does not hold what would go; `notDue` when something
    ///   has to be kept longer; `held` when something is held as evidence or is about a person under a legal hold; `integrity` when the
    ///   log does not continue what the anchor holds; and whatever the anchor throws. Nothing was removed then.
    public func prune(
        _ plan: PrunePlan, exported export: VerifiedExport, anchoring anchor: some AnchorSink, by principal: Principal
    ) async throws -> PruneReport {
        let log = plan.log
        let leave = try await self.leave(.pruneLog, by: principal, as: .pruneLog)
        guard !plan.isEmpty else {
            throw CustodianError(.notDue, "nothing of the \(log.rawValue) log was kept for \(plan.keptFor) yet")
        }
        try await require(export, toHold: plan)
        _ = try await facingLog { try await self.backends.audit.anchor(log, in: anchor, at: self.clock.now()) }
        let receipt = try await retrying {
            let (now, holds, merges) = (self.clock.now(), self.holdCount, self.mergeCount)
            try Self.require(plan, within: try await self.duePrune(of: log))
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            let staged = try self.backends.audit.stage(
                pruning: PruneRequest(
                    log, below: plan.below, keptFor: self.governance.logRetention[log], exportDigest: export.digest,
                    actor: actor, role: role, at: now), in: &unit)
            // An incident that is opened meanwhile must hold its evidence.
            self.requireHolds(unchangedSince: holds, in: &unit)
            // A hold binds whoever is merged with its person.
            self.requireMerges(unchangedSince: merges, in: &unit)
            return try await self.commit(unit)[staged]
        }
        guard let receipt else { throw CustodianError(.notRecorded, "the log does not say where the prune stands") }
        // The leaf has decided it: what is left is to carry it out.
        let anchoredSize = try await removeRecorded(in: log, anchor)
        return PruneReport(
            log: log, first: plan.first, below: plan.below, entry: receipt.index, exportDigest: export.digest,
            anchoredSize: anchoredSize)
    }

    /// Goes on with a prune that is recorded and was not carried out: anchors the log with the leaf that says so, records who goes on with
    /// it, then removes.
    ///
    /// - Throws: as ``prune(_:exported:anchoring:by:)``.
    public func finishPrune(of log: AuditLog, anchoring anchor: some AnchorSink, by principal: Principal) async throws {
        let leave = try await self.leave(.pruneLog, by: principal, as: .pruneLog)
        let status = try await status(of: log)
        guard status.prunedBelow > status.first else {
            throw CustodianError(.notDue, "no prune of the \(log.rawValue) log is waiting to be carried out")
        }
        _ = try await removeRecorded(in: log, anchor) {
            try await self.recordFinish(of: log, below: status.prunedBelow, by: principal, leave)
        }
    }

    /// Records who has a prune of somebody else, or of an earlier day, carried out. Nothing is removed unless they still may: an anchor may
    /// have taken its time.
    ///
    /// It stands beside the two leaves of the prune in the log that loses something, as a change of how that log is kept: a leaf of the class
    /// of prunes would say that the entries go.
    private func recordFinish(
        of log: AuditLog, below index: UInt64, by principal: Principal, _ leave: Leave
    ) async throws {
        try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .config, action: .pruneLog, decision: .permit, time: self.clock.now(), role: role, actor: actor,
                    system: self.systemPerson(.map(["below": .unsigned(index)])), log: log), in: &unit)
            _ = try await self.commit(unit)
        }
    }

    /// Anchors the log, in which the prune is recorded, and only then removes what it covers.
    ///
    /// - Parameter ready: what has to be done and to hold once the log is anchored.
    private func removeRecorded(
        in log: AuditLog, _ anchor: some AnchorSink, ready: () async throws -> Void = {}
    ) async throws -> UInt64 {
        let note = try await facingLog { try await self.backends.audit.anchor(log, in: anchor, at: self.clock.now()) }
        let size = try await facing { try note.map { try Checkpoint($0.text).size } ?? 0 }
        try await ready()
        try await facing { try await self.backends.audit.removePruned(log, at: self.clock.now()) }
        _ = try await checkpoint(log)
        return size
    }

    private func duePrune(of log: AuditLog) async throws -> PrunePlan {
        let (now, period) = (clock.now(), governance.logRetention[log])
        let heldSince = try await evidenceHeldSince()
        let status = try await status(of: log)
        let due = try await backends.audit.prunable(log, keptFor: period, since: nil, at: now)
        let free = try await backends.audit.prunable(log, keptFor: period, since: heldSince, at: now)
        // What stays is what stands behind: a log loses its oldest entries, never one in the middle.
        let heldFrom = due > status.first ? try await firstHeld(in: log, from: status.first) : nil
        let bound = heldFrom.map { $0 / AuditPrune.unit * AuditPrune.unit } ?? free
        return PrunePlan(
            log: log, first: status.first, size: status.size, below: max(min(free, bound), status.first),
            dueBelow: max(due, status.first), keptFor: period, heldSince: heldSince, heldFrom: heldFrom,
            unfinishedBelow: status.prunedBelow > status.first ? status.prunedBelow : nil)
    }

    /// The first entry about anybody under a legal hold, or merged with somebody who is.
    private func firstHeld(in log: AuditLog, from first: UInt64) async throws -> UInt64? {
        var held = Set(try await facing { try await holds(LegalHold.everything) }.map(\.subject))
        for subject in held { held.formUnion(try await merged(subject).others) }
        var found: UInt64?
        for subject in held {
            let references = try await logReferences(to: subject)
            guard !references.isEmpty else { continue }
            let query = AuditQuery(log: log, from: first, limit: 1, persons: [references])
            guard let entry = try await backends.audit.entries(query).first else { continue }
            found = min(found ?? entry.index, entry.index)
        }
        return found
    }

    private static func require(_ plan: PrunePlan, within due: PrunePlan) throws {
        guard plan.first == due.first else {
            throw CustodianError(.notDue, "the log was pruned meanwhile; plan it again")
        }
        guard plan.below <= due.dueBelow else {
            throw CustodianError(
                .notDue, "entries from \(due.dueBelow) on have to be kept longer: the log is kept for \(due.keptFor)")
        }
        guard plan.below <= due.below else {
            if let held = due.heldFrom, held < plan.below {
                throw CustodianError(
                    .held,
                    "entry \(held) is about a person under a legal hold; release the hold first, or prune below \(due.below)")
            }
            let since = due.heldSince.map { " from \($0) on" } ?? ""
            throw CustodianError(
                .held, "entries\(since) are evidence of an open incident; close it first, or prune below \(due.below)")
        }
    }

    /// Throws unless the export holds every entry that would go, as the log holds it.
    private func require(_ export: VerifiedExport, toHold plan: PrunePlan) async throws {
        guard export.log == plan.log, export.first <= plan.first, export.size >= plan.below else {
            throw CustodianError(
                .notExported,
                "the export holds entries \(export.first)..<\(export.size) of the \(export.log.rawValue) log, and \(plan.first)..<"
                    + "\(plan.below) of the \(plan.log.rawValue) log would go; export it again")
        }
        let status = try await status(of: plan.log)
        let (checkpoint, size) = (export.checkpoint.checkpoint, status.size)
        let isOurs = try await facing {
            guard checkpoint.origin == status.origin, checkpoint.size <= size else { return false }
            let proof = try await self.backends.audit.consistencyProof(plan.log, from: checkpoint.size, to: size)
            return proof.verifies(firstRoot: checkpoint.root, secondRoot: status.root)
        }
        guard isOurs else { throw CustodianError(.notExported, "the export is of another log than this; export it again") }
    }
}

extension CustodianError {
    /// What was read back is no export of the log.
    package static func notExported(_ error: AuditError) -> CustodianError {
        CustodianError(.notExported, "the export does not hold, so that nothing is pruned: \(error.message)")
    }
}
