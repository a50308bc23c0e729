import Crypto
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
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
            guard try await facing({ try await backends.data.record(KeptErasure.id(record.plan)) }) == nil else { continue }
            // Of an erasure whose time is over the store knows nothing any more, unless it was put back from before: what may be used
            // for longer than backups, such as a copy of the whole directory, brings the person back all the same.
            if record.keepUntil <= now, try await !facing({ try await isUndone(record) }) { continue }
            try await replay(record)
            replayed += 1
        }
        return replayed
    }

    /// Whether something is there that an erasure took. What it took never comes back by itself: a token stands for one relationship,
    /// and its keys are made once.
    private func isUndone(_ record: ErasureRecord) async throws -> Bool {
        let live = try await backends.keys.live(of: record.subject.handle)
        if record.destroyed.contains(where: { live[$0.keyClass] == $0.fingerprint }) { return true }
        guard record.isComplete else { return false }
        return try await !backends.data.identifiers(boundTo: record.subject.handle).isEmpty
    }

    private func replay(_ record: ErasureRecord) async throws {
        let subject = record.subject
        let (ids, intent) = try await retrying { () async throws -> ([KeyID], CommitSequence) in
            let now = self.clock.now()
            var unit = UnitOfWork()
            let live = try await self.backends.keys.live(of: subject.handle)
            var ids = record.destroyed.filter { live[$0.keyClass] == $0.fingerprint }
                .map { KeyID(subject.handle, $0.keyClass) }
            // What was handed in to show who asks is sealed under keys that are not the person's.
            if record.isComplete { ids += try await self.evidenceKeys(of: subject) }
            let keepsLog = live[.log] != nil && !ids.contains { $0.keyClass == .log }
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
            let records = try await self.backends.data.records(of: subject, name: nil)
            let held = records.flatMap(\.fields.values).map(\.value.key.keyClass)
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
            let writes = try await self.writes(replaying: record, on: records, keepsLog: keepsLog, at: now)
            self.backends.data.stage(.write(writes), in: &unit)
            return (ids, try await self.commit(unit).sequence)
        }
        if !ids.isEmpty { _ = try await destroy(ids, since: intent) }
    }

    /// What the store remembers and forgets with an erasure that it carries out again.
    ///
    /// - Parameters:
    ///   - records: what is held of the person.
    ///   - keepsLog: whether what the log says about them opens.
    private func writes(
        replaying record: ErasureRecord, on records: [StoredRecord], keepsLog: Bool, at now: Instant
    ) async throws -> [RecordWrite] {
        let subject = record.subject
        var writes = [try KeptErasure(record: record).write(sealer, system, at: now)]
        // Where the log's part stays for a while, something must lead to it until its time is over.
        if let kept = record.keptLog, keepsLog {
            let part = KeptLogPart(
                subject: subject, until: kept.until, ground: kept.ground, plan: record.plan, reason: record.reason,
                requestedAt: record.erasedAt)
            if try await backends.data.record(part.id) == nil {
                writes.append(.put(try part.record(sealer, system, at: now), expecting: nil))
            }
            writes += try await merges(of: subject, with: record.merged ?? [], at: now)
        } else if record.isComplete {
            writes += try await removals(ofMergesWith: subject)
        }
        let former = try await backends.data.record(SuspendedErasure.id(subject))
        if let suspended = record.suspended {
            writes.append(SuspendedErasure.write(suspended, of: subject, over: former, approvedAt: record.erasedAt))
        } else if let former, record.isComplete {
            writes.append(.remove(former.id, subject: former.subject, expecting: former.version))
        }
        // Whether recipients were told meanwhile went with the store: better twice than never.
        let gone = Set(record.destroyed.map(\.keyClass))
        writes += try await notices(of: .erasure, about: subject, at: record.erasedAt) { share, field in
            guard let record = records.first(where: { $0.id == share.record }) else { return false }
            // A record of the former edition has its fields under their names of then.
            return self.governance.names(of: field, in: share.name).contains { name in
                record.fields[name].map { gone.contains($0.value.key.keyClass) } ?? false
            }
        }
        if record.isComplete {
            let written = Set(writes.map(\.record))
            writes += try await removals(besideDataOf: subject).filter { !written.contains($0.record) }
        }
        return writes
    }

    /// What remembers that an erased person was merged with others, as far as the store does not know it.
    private func merges(of subject: SubjectToken, with others: [SubjectToken], at now: Instant) async throws -> [RecordWrite] {
        let former = try await backends.data.record(MergedPeople.id(subject))
        let known = try former.map { try MergedPeople($0, sealer, system) } ?? MergedPeople.none
        let all = Set(known.others).union(others)
        guard all.count > known.others.count else { return [] }
        let joined = known.joined(by: all.sorted { $0.handle < $1.handle }, at: now)
        return [try joined.write(for: subject, over: former, sealer, system, at: now)].compactMap(\.self)
    }
}
