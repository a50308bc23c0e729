import Crypto
import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
    /// The erasure that a plan will be, for whoever must remember it.
    ///
    /// - Parameter suspended: what remembers the part that holds keep back; nil when they keep back nothing.
    func erasureRecord(
        of plan: ErasurePlan, _ digest: Bytes, reason: UInt8, suppressing suppressions: [BlindIndex], suspended: SealedValue?,
        at now: Instant
    ) async throws -> ErasureRecord {
        let others = plan.keptLog == nil ? [] : try await merged(plan.subject).others
        var record = ErasureRecord(
            store: backends.store, subject: plan.subject,
            destroyed: plan.destroys.map { ErasureRecord.DestroyedKey(keyClass: $0.keyClass, fingerprint: $0.fingerprint) },
            kept: plan.keeps.compactMap { kept in
                kept.ground.map { ErasureRecord.KeptClass(keyClass: kept.keyClass, ground: $0) }
            },
            isComplete: plan.isComplete, keptLog: plan.keptLog, merged: others.isEmpty ? nil : others, suspended: suspended,
            suppressions: suppressions, suppressedUntil: governance.suppressions.end(from: now),
            plan: digest, reason: reason, erasedAt: now, keepUntil: try await keyBackupsEnd(from: now))
        try record.sign(with: signingKey())
        return record
    }

    /// Tells the anchor of an erasure that is done.
    func anchor(_ record: ErasureRecord) async throws {
        guard let erasureAnchor else { return }
        do { try await erasureAnchor.keep(record) } catch {
            throw CustodianError(
                .notRecorded,
                "the erasure is done, and the anchor could not be told: a backup that is older could bring the person back; "
                    + "call anchorErasures(in:) until it succeeds, or open the store again", reasons: ["\(error)"])
        }
    }

    /// Tells the anchor of every erasure that it lacks and that a backup could still undo: the process died, or the anchor failed, before
    /// it was told. Called before anything is served.
    ///
    /// - Throws: ``CustodianError`` with `notRecorded` when it cannot be told.
    func anchorUntoldErasures() async throws {
        guard let erasureAnchor else { return }
        let now = clock.now()
        let told = Set(try await erasureAnchor.records(of: backends.store).map(\.plan))
        try await forEachErasure { _, erasure in
            if erasure.keepUntil > now, !told.contains(erasure.plan) { try await anchor(erasure) }
        }
    }

    /// Tells an anchor of every erasure that a backup could still undo, and lets it and the store forget those that none can.
    ///
    /// - Returns: how many the anchor was told.
    /// - Throws: ``CustodianError``; and whatever the anchor throws.
    @discardableResult
    public func anchorErasures(in anchor: some ErasureAnchor) async throws -> Int {
        let now = clock.now()
        var told = 0
        var over: [StoredRecord] = []
        try await forEachErasure { stored, erasure in
            guard erasure.keepUntil > now else {
                over.append(stored)
                return
            }
            try await anchor.keep(erasure)
            told += 1
        }
        try await anchor.forget(of: backends.store, before: now)
        try await forget(over)
        return told
    }

    /// Looks at every erasure that the store remembers, of which a page at a time is in memory.
    private func forEachErasure(_ body: (StoredRecord, ErasureRecord) async throws -> Void) async throws {
        var after: PageCursor?
        repeat {
            let page = try await facing {
                try await backends.data.records(RecordQuery(KeptErasure.everything, after: after, limit: 100))
            }
            for stored in page.records {
                guard let erasure = try await facing({ try KeptErasure(stored, sealer, system) }) else { continue }
                try await body(stored, erasure.record)
            }
            after = page.next
        } while after != nil
    }

    /// Forgets erasures that no backup can undo any more, on record: with them they are over for good.
    private func forget(_ over: [StoredRecord]) async throws {
        for first in stride(from: 0, to: over.count, by: Self.forgottenAtOnce) {
            let some = over[first..<min(first + Self.forgottenAtOnce, over.count)]
            try await retrying {
                var unit = UnitOfWork()
                self.backends.data.stage(
                    .write(some.map { .remove($0.id, subject: $0.subject, expecting: $0.version) }), in: &unit)
                _ = try self.backends.audit.stage(
                    AuditEvent(
                        class: .erasure, action: .erasureDone, time: self.clock.now(), recordCount: some.count,
                        system: self.systemPerson(.map(["forgotten": .unsigned(UInt64(some.count))]))), in: &unit)
                return try await self.commit(unit)
            }
        }
    }

    private static var forgottenAtOnce: Int { 1000 }
}
