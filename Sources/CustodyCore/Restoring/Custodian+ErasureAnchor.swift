import Crypto
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
    /// The erasure that a plan will be, for whoever must remember it.
    func erasureRecord(
        of plan: ErasurePlan, _ digest: Bytes, reason: UInt8, suppressing suppressions: [BlindIndex], at now: Instant
    ) throws -> ErasureRecord {
        var record = ErasureRecord(
            store: backends.store, subject: plan.subject,
            destroyed: plan.destroys.map { ErasureRecord.DestroyedKey(keyClass: $0.keyClass, fingerprint: $0.fingerprint) },
            kept: plan.keeps.compactMap { kept in
                kept.ground.map { ErasureRecord.KeptClass(keyClass: kept.keyClass, ground: $0) }
            },
            isComplete: plan.isComplete, keptLog: plan.keptLog,
            suppressions: suppressions, suppressedUntil: governance.suppressions.end(from: now),
            plan: digest, reason: reason, erasedAt: now, keepUntil: governance.keyBackups.end(from: now))
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
                    + "call anchorErasures(in:) until it succeeds", reasons: ["\(error)"])
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
        var after: PageCursor?
        repeat {
            let page = try await facing {
                try await backends.data.records(RecordQuery(KeptErasure.everything, after: after, limit: 100))
            }
            for stored in page.records {
                guard let erasure = try await facing({ try KeptErasure(stored, sealer, system) }) else { continue }
                guard erasure.record.keepUntil > now else {
                    over.append(stored)
                    continue
                }
                try await anchor.keep(erasure.record)
                told += 1
            }
            after = page.next
        } while after != nil
        try await anchor.forget(of: backends.store, before: now)
        try await forget(over)
        return told
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

    /// Carries out every erasure that the anchor knows and this store does not: it was put back from a backup. Called before
    /// anything is read.
    ///
    /// - Returns: how many there were.
    /// - Throws: ``CustodianError`` with `integrity` when a record is not the store's.
    func replayErasures() async throws -> Int {
        guard let erasureAnchor else { return 0 }
        let now = clock.now()
        let key = try signingKey().publicKey
        var replayed = 0
        for record in try await erasureAnchor.records(of: backends.store).sorted(by: { $0.erasedAt < $1.erasedAt }) {
            guard record.store == backends.store, try record.isSigned(by: key) else {
                throw CustodianError(
                    .integrity, "the anchor holds an erasure that this store did not sign; give the store's own anchor")
            }
            // Too late to matter: no backup from before it can be used any more.
            guard record.keepUntil > now,
                try await facing({ try await backends.data.record(KeptErasure.id(record.plan)) }) == nil
            else { continue }
            try await replay(record)
            replayed += 1
        }
        return replayed
    }

    private func replay(_ record: ErasureRecord) async throws {
        let subject = record.subject
        let (ids, intent) = try await retrying { () async throws -> ([KeyID], CommitSequence) in
            let now = self.clock.now()
            var unit = UnitOfWork()
            let live = try await self.backends.keys.live(of: subject.handle)
            let ids = record.destroyed.filter { live[$0.keyClass] == $0.fingerprint }
                .map { KeyID(subject.handle, $0.keyClass) }
            var event = AuditEvent(
                class: .erasure, action: .executeErasure, time: now,
                system: self.systemPerson(
                    .map(["replayed": .integer(record.erasedAt.milliseconds), "plan": .bytes(record.plan.array)])))
            if ids.contains(where: { $0.keyClass == .log }) {
                event.erasesAllAbout = try await self.logIdentities(of: subject)
                event.control = .erasure(
                    AuditErasure(
                        of: [subject.handle], reason: record.reason, requestedAt: record.erasedAt,
                        requestCommitment: record.plan))
            }
            _ = try self.backends.audit.stage(event, in: &unit)
            if !ids.isEmpty { try self.backends.keys.stage(intendingToDestroy: ids, in: &unit) }
            let held = try await self.backends.data.records(of: subject, name: nil).flatMap(\.fields.values)
                .map(\.value.key.keyClass)
            self.backends.data.stage(
                .eraseSubject(
                    subject, keeping: Set(held).subtracting(record.destroyed.map(\.keyClass)),
                    grounds: Dictionary(record.kept.map { ($0.keyClass, $0.ground) }) { $1 }), in: &unit)
            if record.isComplete {
                try self.backends.consent.stage(.forget(subject), in: &unit)
                let bound = try await self.backends.data.identifiers(boundTo: subject.handle)
                self.backends.data.stage(.unbindAll(bound.map(\.index), of: subject.handle), in: &unit)
                for index in Set(record.suppressions).union(
                    record.suppressions.isEmpty ? [] : try await self.suppressions(of: bound))
                {
                    self.backends.data.stage(
                        .suppress(
                            Suppression(index: index, until: record.suppressedUntil, erasedAt: record.erasedAt)), in: &unit)
                }
            }
            var writes = [try KeptErasure(record: record).write(self.sealer, self.system, at: now)]
            // Where the log's part stays for a while, something must lead to it until its time is over.
            if let kept = record.keptLog, live[.log] != nil, !ids.contains(where: { $0.keyClass == .log }) {
                let part = KeptLogPart(
                    subject: subject, until: kept.until, ground: kept.ground, plan: record.plan, reason: record.reason,
                    requestedAt: record.erasedAt)
                if try await self.backends.data.record(part.id) == nil {
                    writes.append(.put(try part.record(self.sealer, self.system, at: now), expecting: nil))
                }
            }
            self.backends.data.stage(.write(writes), in: &unit)
            return (ids, try await self.commit(unit).sequence)
        }
        if !ids.isEmpty { _ = try await destroy(ids, since: intent) }
    }
}
