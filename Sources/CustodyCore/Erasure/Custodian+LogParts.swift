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
        let decision = try await decide(.executeErasure, by: principal, as: .executeErasure, at: clock.now())
        var done: [LogErasure] = []
        var after: PageCursor?
        repeat {
            let page = try await facing {
                try await backends.data.records(RecordQuery(KeptLogPart.everything, after: after, limit: 100))
            }
            for record in page.records {
                guard let part = try await facing({ try KeptLogPart(record, sealer, system) }) else { continue }
                if let erasure = try await erase(part, by: principal, decision.role) { done.append(erasure) }
            }
            after = page.next
        } while after != nil
        return done
    }

    /// Destroys what the log still says about one erased person; nil when nothing is left, or it has to stay.
    func eraseLogPart(of subject: SubjectToken, by principal: Principal, _ role: RoleID?) async throws -> LogErasure? {
        guard let record = try await facing({ try await backends.data.record(KeptLogPart.id(subject)) }),
            let part = try await facing({ try KeptLogPart(record, sealer, system) })
        else { return nil }
        return try await erase(part, by: principal, role)
    }

    /// Nil when it has to stay.
    private func erase(
        _ part: KeptLogPart, by principal: Principal, _ role: RoleID?
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
            let writes = [KeptLogPart.removal(of: record)] + (try await self.removals(ofHoldsOn: part.subject))
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

    /// What an erasure in the log accounts for.
    func scope(of receipt: AuditReceipt) async throws -> ErasedScope {
        guard case .erasure(let erasure) = try await backends.audit.entry(of: receipt).leaf().control else {
            throw CustodianError(.integrity, "the log's entry about the erasure is none; run verify")
        }
        return ErasedScope(
            entry: receipt.place, leafHash: receipt.leafHash, count: erasure.erasedCount, root: erasure.erasedRoot)
    }
}
