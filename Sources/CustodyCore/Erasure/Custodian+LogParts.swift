import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Destroys what the log still says about erased people, as far as its time is over, no open incident holds it as evidence, and
    /// no legal hold is on the person.
    ///
    /// Nothing goes by itself: call it when an incident was closed, and from time to time. Releasing a hold does it for that person.
    /// - Returns: what was destroyed.
    /// - Throws: ``CustodianError`` with `denied`, `notRecorded`. What was done before the failure is done.
    public func eraseDueLogParts(by principal: Principal) async throws -> [LogErasure] {
        let leave = try await self.leave(.executeErasure, by: principal, as: .executeErasure)
        var done: [LogErasure] = []
        var after: PageCursor?
        repeat {
            let page = try await facing {
                try await backends.data.records(RecordQuery(KeptLogPart.everything, after: after, limit: 100))
            }
            for record in page.records {
                guard let part = try await facing({ try KeptLogPart(record, sealer, system) }) else { continue }
                if let erasure = try await erase(part, by: principal, leave) { done.append(erasure) }
            }
            after = page.next
        } while after != nil
        return done
    }

    /// Destroys what the log still says about one erased person; nil when nothing is left, or it has to stay.
    func eraseLogPart(of subject: SubjectToken, by principal: Principal, _ leave: Leave) async throws -> LogErasure? {
        guard let record = try await facing({ try await backends.data.record(KeptLogPart.id(subject)) }),
            let part = try await facing({ try KeptLogPart(record, sealer, system) })
        else { return nil }
        return try await erase(part, by: principal, leave)
    }

    /// Nil when it has to stay.
    private func erase(
        _ part: KeptLogPart, by principal: Principal, _ leave: Leave
    ) async throws -> LogErasure? {
        let id = KeyID(part.subject.handle, .log)
        let monitored = try await monitored(part.subject)
        let receipt = try await retrying { () async throws -> AuditReceipt? in
            let (now, holds, merges) = (self.clock.now(), self.holdCount, self.mergeCount)
            guard part.until ?? now <= now, try await self.incidents(holding: part.subject).isEmpty,
                try await self.legalHolds(on: part.subject).isEmpty,
                let record = try await self.backends.data.record(part.id)
            else { return nil }
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            self.requireHolds(unchangedSince: holds, in: &unit)
            self.requireMerges(unchangedSince: merges, in: &unit)
            var event = AuditEvent(.erasure, .executeErasure, .permit, at: now)
            event.actor = try await self.actor(principal, in: &unit)
            event.role = role
            event.control = .erasure(
                AuditErasure(
                    of: [part.subject.handle], reason: part.reason, requestedAt: part.requestedAt,
                    requestCommitment: part.plan))
            event.erasesAllAbout = try await self.logIdentities(of: part.subject)
            let staged = try self.backends.audit.stage(event, in: &unit)
            try self.backends.keys.stage(intendingToDestroy: [id], in: &unit)
            var writes = [KeptLogPart.removal(of: record)]
            writes += try await self.removals(ofHoldsOn: part.subject)
            writes += try await self.removals(ofMergesWith: part.subject)
            self.backends.data.stage(.write(writes), in: &unit)
            let commit = try await self.commit(unit)
            guard let receipt = commit[staged] else {
                throw CustodianError(.notRecorded, "the log does not say what it erased")
            }
            return receipt
        }
        guard let receipt else { return nil }
        let scope = try await facing { try await self.scope(of: receipt) }
        _ = try await destroy([id], since: receipt.commit)
        await forgetInMonitor(monitored)
        return LogErasure(subject: part.subject, plan: part.plan, scope: scope)
    }

    /// What finds and opens the log's parts about a person; nothing when the log key is gone or was never made.
    func logIdentities(of subject: SubjectToken) async throws -> [AuditIdentity] {
        guard try await backends.keys.live(of: subject.handle)[.log] != nil else { return [] }
        let key = try await backends.keys.key(KeyID(subject.handle, .log), provider: backends.provider)
        return [AuditIdentity(subject.handle, key: key, as: .subject)]
    }

    /// The references by which the log's entries about a person are found; none when the log key is gone or was never made.
    func logReferences(to subject: SubjectToken) async throws -> Set<AuditReference> {
        guard let identity = try await logIdentities(of: subject).first else { return [] }
        return try await backends.audit.references(to: identity)
    }

    /// Whether the log was left something to say about one of these, who were erased.
    func keepsLogPart(ofAnyOf subjects: [SubjectToken]) async throws -> Bool {
        for subject in subjects where try await backends.data.record(KeptLogPart.id(subject)) != nil { return true }
        return false
    }

    /// What an erasure in the log accounts for.
    func scope(of receipt: AuditReceipt) async throws -> ErasedScope {
        guard let scope = try await ErasedScope(backends.audit.entry(of: receipt)) else { throw CustodianError.noErasureEntry }
        return scope
    }

    /// What the erasure of a person in the log accounts for.
    ///
    /// - Parameters:
    ///   - plan: the digest of the plan.
    ///   - intent: the commit that decided it.
    func scope(ofErasing subject: SubjectToken, by plan: Bytes, in intent: CommitSequence) async throws -> ErasedScope {
        // Where the log has a coordinator of its own, the number of an intent that the data tell is another one.
        for query in [AuditQuery(commit: intent, actions: [.executeErasure]), AuditQuery(actions: [.executeErasure])] {
            for try await entry in AuditEntries(of: backends.audit, matching: query) {
                guard case .erasure(let erasure) = try entry.leaf().control, erasure.requestCommitment == plan,
                    erasure.handles.contains(subject.handle), let scope = try ErasedScope(entry)
                else { continue }
                return scope
            }
        }
        throw CustodianError.noErasureEntry
    }
}

extension ErasedScope {
    /// What an entry accounts for; nil when it is none about an erasure.
    fileprivate init?(_ entry: AuditEntry) throws {
        guard case .erasure(let erasure) = try entry.leaf().control else { return nil }
        self.init(
            entry: entry.place, leafHash: entry.leafHash, count: erasure.erasedCount, root: erasure.erasedRoot)
    }
}

extension CustodianError {
    fileprivate static let noErasureEntry = CustodianError(
        .integrity, "the log has no entry that accounts for the erasure; run verify")
}
