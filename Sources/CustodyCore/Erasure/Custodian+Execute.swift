import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
public import CustodyModel
import Synchronization

extension Custodian {
    /// Carries out an approved plan: destroys the keys, and with them everything that they seal, also in backups.
    ///
    /// Three syncs: the intent, the overwritten keys, the note that it is done. From the intent on nothing opens any more and nobody
    /// sees what goes; if the process dies in between, the next open finishes it. Until the keys are overwritten no record of the
    /// person is read, so that it takes as long for many as for one; then the records are dropped, with the note. The certificate
    /// is had again by ``certificate(ofPlan:by:)``.
    ///
    /// Whoever loses the right to it while it is carried out, or the right to approve it, ends it before its next commit: what was done of
    /// people who were merged is done then.
    /// - Throws: ``CustodianError`` with `planChanged`, `notApproved`, `denied`, `erased`, `notRecorded`.
    public func execute(
        _ plan: ErasurePlan, approval: ErasureApproval, by principal: Principal
    ) async throws -> ErasureCertificate {
        let leave = try await self.leave {
            let now = self.clock.now()
            let decision = try await self.decide(.executeErasure, by: principal, as: .executeErasure, at: now)
            try await self.check(approval, of: plan)
            let approver = Principal(
                approval.approver, Authentication(.signature, at: approval.approvedAt, by: "enrolled key", level: 0))
            let agreed = try await self.decide(.approveErasure, by: approver, as: .approveErasure, at: now)
            return Leave.Given(agreed, decision)
        }
        // The approval may have been signed elsewhere; here it becomes part of the evidence.
        let evidence: [String: CBOR] = [
            "approvedAt": .integer(approval.approvedAt.milliseconds), "key": .bytes(approval.publicKey.array),
            "signature": .bytes(approval.signature.array),
        ]
        try await executeMerged(plan, by: principal, leave, evidence)
        return try await carryOut(plan, by: principal, leave, evidence) { _ in
            try await self.requireNobodyElse(than: plan)
        }
    }

    /// Destroys what a plan destroys, which is as the store is now, and certifies it.
    ///
    /// - Parameters:
    ///   - leave: by which it is done, for as long as it is had.
    ///   - evidence: why it may be done, for the log.
    ///   - suspended: what remembers the erasure that this completes.
    ///   - condition: adds what else has to be as it was, or throws `planChanged`.
    func carryOut(
        _ plan: ErasurePlan, by principal: Principal, _ leave: Leave, _ evidence: [String: CBOR],
        replacing suspended: StoredRecord? = nil, requiring condition: (inout UnitOfWork) async throws -> Void = { _ in }
    ) async throws -> ErasureCertificate {
        let now = clock.now()
        var ids = plan.destroys.map { KeyID(plan.subject.handle, $0.keyClass) }
        if plan.isComplete { ids += try await facing { try await evidenceKeys(of: plan.subject) } }
        let digest = try plan.digest()
        let samples = try await facing { try await sealedSamples(under: ids) }
        let monitored = try await monitored(plan.subject)

        let (begun, record) = try await retrying { () async throws -> (BegunCertificate, ErasureRecord) in
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            // An incident that comes to concern the person meanwhile must hold its evidence, and a hold binds whoever is merged with them.
            let (held, merges) = (self.holdCount, self.mergeCount)
            self.requireHolds(unchangedSince: held, in: &unit)
            self.requireMerges(unchangedSince: merges, in: &unit)
            try await condition(&unit)
            try await self.requireCurrent(plan)
            self.backends.data.stage(.require(SubjectPrecondition(plan.subject, at: plan.basedOn)), in: &unit)
            try self.backends.consent.stage(.require(plan.subject, head: plan.consents), in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            var event = AuditEvent(
                class: .erasure, action: .executeErasure, decision: .permit, time: now, role: role, actor: actor,
                system: self.systemPerson(.map(evidence.merging(["plan": .bytes(digest.array)]) { $1 })),
                control: plan.isComplete ? .erasure(plan.erasure(digest)) : nil)
            if plan.erasesLog { event.erasesAllAbout = try await self.logIdentities(of: plan.subject) }
            _ = try self.backends.audit.stage(event, in: &unit)
            let bound = try await self.backends.data.identifiers(boundTo: plan.subject.handle)
            let remembers = plan.isComplete && !self.governance.suppressions.isOff
            let suppressed = remembers ? try await self.suppressions(of: bound) : []
            let suspension = try await self.suspension(of: plan, digest, replacing: suspended, at: now)
            let record = try await self.erasureRecord(
                of: plan, digest, reason: plan.reason, suppressing: suppressed,
                suspended: SuspendedErasure.sealed(in: suspension), at: now)
            var writes = [try KeptErasure(record: record).write(self.sealer, self.system, at: now)]
            if plan.isComplete { writes += try await self.logWrites(of: plan, digest, at: now) }
            writes += suspension
            writes += try await self.noticeWrites(of: plan, at: now)
            var kept = KeptCertificate(
                statement: self.statement(of: plan, digest, usableInBackupsUntil: record.keepUntil, at: now),
                erasesLog: plan.erasesLog, keys: ids, samples: samples, merged: try plan.merged?.map { try $0.digest() })
            let begun = try kept.record(self.sealer, self.system, at: now)
            writes.append(.put(begun, expecting: nil))
            self.backends.data.stage(.write(writes), in: &unit)
            try self.backends.keys.stage(intendingToDestroy: ids, in: &unit)
            self.backends.data.stage(.beginErasure(plan.erasure), in: &unit)
            if plan.isComplete {
                try self.backends.consent.stage(.forget(plan.subject), in: &unit)
                self.backends.data.stage(.unbindAll(bound.map(\.index), of: plan.subject.handle), in: &unit)
                for index in suppressed {
                    let suppression = Suppression(
                        index: index, until: self.governance.suppressions.end(from: now), erasedAt: now)
                    self.backends.data.stage(.suppress(suppression), in: &unit)
                }
            }
            do {
                // The logs are signed with the note that it is done: until the keys are gone nothing else is waited for.
                let intent = try await self.commit(unit, signing: false).sequence
                kept.intent = intent
                return (BegunCertificate(kept: kept, record: begun), record)
            } catch let error as DataError where error.code == .subjectChanged {
                throw CustodianError.planChanged
            } catch let error as ConsentError where error.code == .headMoved {
                throw CustodianError.planChanged
            }
        }
        let done: (commit: CommitSequence, at: Instant)
        do {
            done = try await destroy(ids, since: begun.kept.intent, dropping: [plan.erasure], certifying: [begun])
        } catch let error as CustodianError {
            // It is decided for all that, and it may be long until the store is opened again: no restore must bring the person back.
            var failure = error
            do { try await anchor(record) } catch { failure.reasons.append("\(error)") }
            await forgetInMonitor(monitored)
            throw failure
        }
        // Told before anything that may wait for others: a restore must not bring the person back.
        do { try await anchor(record) } catch {
            await forgetInMonitor(monitored)
            throw error
        }
        await forgetInMonitor(monitored)
        var kept = begun.kept
        kept.statement.erasedAt = done.at
        return try await certificate(kept, done: done.commit)
    }

    /// What is certified of an erasure, as far as it is known when it is decided.
    private func statement(
        of plan: ErasurePlan, _ digest: Bytes, usableInBackupsUntil backupsEnd: Instant, at now: Instant
    ) -> ErasureCertificate.Statement {
        ErasureCertificate.Statement(
            store: backends.store, subject: plan.subject, plan: digest, ground: plan.ground, reference: plan.ground.reference,
            destroyed: plan.destroys, kept: plan.keeps, suppressed: plan.isComplete && !governance.suppressions.isOff,
            erasedAt: now, intent: .zero, done: .zero,
            log: plan.keptLog.map { LogOutcome.kept(until: $0.until, ground: $0.ground, heldBy: plan.logHeldBy) } ?? .stays,
            effectiveInBackupsBy: backupsEnd, suppression: suppression(of: plan, erasedAt: now))
    }

    /// What the store remembers or forgets with an erasure, so that the log's parts go now or later.
    private func logWrites(of plan: ErasurePlan, _ digest: Bytes, at now: Instant) async throws -> [RecordWrite] {
        guard !plan.erasesLog else {
            return try await removals(ofHoldsOn: plan.subject) + removals(ofMergesWith: plan.subject)
        }
        guard try await !logIdentities(of: plan.subject).isEmpty else { return try await removals(ofMergesWith: plan.subject) }
        let part = try plan.keptLogPart(digest).record(sealer, system, at: now)
        return [.put(part, expecting: nil)] + (try await presumedHolds(on: plan.subject, by: plan.logHeldBy))
    }

    /// What remembers that holds keep a part of the erasure back, or forgets it.
    private func suspension(
        of plan: ErasurePlan, _ digest: Bytes, replacing suspended: StoredRecord?, at now: Instant
    ) async throws -> [RecordWrite] {
        let former = try await backends.data.record(SuspendedErasure.id(plan.subject))
        guard former?.version == suspended?.version || suspended == nil else { throw CustodianError.planChanged }
        guard plan.holds.isEmpty else {
            return [try SuspendedErasure(plan, digest).write(over: former, sealer, system, at: now)]
        }
        return former.map { [.remove($0.id, subject: $0.subject, expecting: $0.version)] } ?? []
    }

    /// Overwrites keys whose destruction is durable as an intent, and notes that it is done in the commit that drops what they sealed.
    ///
    /// - Parameter certificates: what is certified of it once they are gone.
    /// - Returns: the commit of the note, and its time, at which the keys were gone.
    func destroy(
        _ ids: [KeyID], since intent: CommitSequence?, dropping erasures: [BegunErasure] = [],
        certifying certificates: [BegunCertificate] = []
    ) async throws -> (commit: CommitSequence, at: Instant) {
        do {
            try await backends.keys.overwrite(ids)
            do { return try await finish(ids, erasures, certificates, batch: intent) } catch  where Self.isConflict(error) {
                // Another process that opened the store meanwhile took it for one that was cut off, and finished it.
                guard let done = try await finished(certificates) else { throw error }
                return done
            }
        } catch {
            unfinished.withLock { $0 += 1 }
            throw CustodianError(
                .notRecorded,
                "the erasure is decided and nothing opens any more, but it could not be finished; open the store again, which "
                    + "finishes it", reasons: ["\(error)"])
        }
    }

    /// The commit in which somebody else noted that erasures are done, and its time; nil when nobody did.
    ///
    /// - Parameter certificates: of erasures that were decided together, and so are done together.
    private func finished(_ certificates: [BegunCertificate]) async throws -> (commit: CommitSequence, at: Instant)? {
        guard let begun = certificates.first, let (kept, done) = try await keptCertificate(of: begun.kept.statement.plan),
            kept.intent != nil
        else { return nil }
        return (done, kept.statement.erasedAt)
    }

    /// The key that signs this store's certificates: 32 bytes, to be handed to whoever checks them.
    public func certificateKey() throws -> Bytes {
        Bytes([UInt8](try signingKey().publicKey.rawRepresentation))
    }

    func signingKey() throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: system.certificateSigning.bytes)
    }

    /// How many erasures are decided and not finished since the store was opened: what they drop is seen by nobody, and it is still there,
    /// for a disk did not take or give what it should. Each opening finishes what it can.
    public var unfinishedErasures: Int { unfinished.withLock { $0 } }

    /// Finishes erasures whose intent is durable and whose end is not: the process died in between.
    ///
    /// Unless their keys are overwritten nothing is opened. Where what they drop cannot be read, an erasure stays begun: nobody sees any of
    /// it, and a store that stayed shut would not erase it either.
    /// - Returns: how many stay begun.
    func finishErasures(attempts: Int = Custodian.maximumAttempts) async throws -> Int {
        let (ids, erasures) = (try await backends.keys.unfinished(), try await backends.data.begunErasures())
        guard !ids.isEmpty || !erasures.isEmpty else { return 0 }
        try await backends.keys.overwrite(ids)
        var certificates: [BegunCertificate] = []
        for record in try await records(KeptCertificate.unfinished) {
            guard var kept = try KeptCertificate(record, sealer, system) else { continue }
            kept.intent = record.receipt
            certificates.append(BegunCertificate(kept: kept, record: record))
        }
        do {
            _ = try await finish(ids, erasures, certificates, batch: nil)
            return 0
        } catch let error as DataError where error.code == .unreadable {
            return try await finishEach(of: erasures, ids, certificates)
        } catch  where attempts > 0 && Self.isConflict(error) {
            // Whoever began one of them is another process that is at it still, and has finished it now.
            try Task.checkCancellation()
            return try await finishErasures(attempts: attempts - 1)
        }
    }

    /// Finishes each erasure by itself, those of which nothing can be read excepted.
    ///
    /// - Returns: how many these are.
    private func finishEach(
        of erasures: [BegunErasure], _ ids: [KeyID], _ certificates: [BegunCertificate]
    ) async throws -> Int {
        var (ids, certificates, left) = (ids, certificates, 0)
        for erasure in erasures {
            let own = certificates.filter { $0.kept.statement.subject == erasure.subject }
            certificates.removeAll { $0.kept.statement.subject == erasure.subject }
            // Those of evidence of who asks are not the person's own.
            let named = Set(own.flatMap(\.kept.keys))
            let isOwn = { (id: KeyID) in id.owner == erasure.subject.handle || named.contains(id) }
            do {
                _ = try await finish(ids.filter(isOwn), [erasure], own, batch: nil)
            } catch let error as DataError where error.code == .unreadable { left += 1 }
            ids.removeAll(where: isOwn)
        }
        if !ids.isEmpty || !certificates.isEmpty { _ = try await finish(ids, [], certificates, batch: nil) }
        return left
    }

    private func finish(
        _ ids: [KeyID], _ erasures: [BegunErasure], _ certificates: [BegunCertificate], batch: CommitSequence?
    ) async throws -> (commit: CommitSequence, at: Instant) {
        // The keys are gone: whatever is certified of it was destroyed before this.
        let now = clock.now()
        var unit = UnitOfWork()
        try backends.keys.stage(destroyed: ids, in: &unit)
        var drops: [Staged<DataOutcome>] = []
        for erasure in erasures { drops.append(backends.data.stage(erasure.completion, in: &unit)) }
        let writes = try certificates.map { begun in
            var kept = begun.kept
            kept.statement.erasedAt = now
            return try kept.write(over: begun.record, self.sealer, self.system)
        }
        if !writes.isEmpty { backends.data.stage(.write(writes), in: &unit) }
        _ = try backends.audit.stage(
            AuditEvent(
                class: .erasure, action: .erasureDone, batch: batch, time: now, recordCount: ids.count,
                system: systemPerson(.map(["keys": .unsigned(UInt64(ids.count))]))), in: &unit)
        let commit = try await self.commit(unit)
        guard !drops.contains(where: { commit[$0]?.isUnfinished == true }) else {
            throw DataError(
                .unreadable, "what an erasure is to drop could not be read; mend the cause, then open the store again")
        }
        return (commit.sequence, now)
    }
}

extension CustodianError {
    static let planChanged = CustodianError(
        .planChanged, "what is stored has changed since the plan was made; plan and approve again")
}

extension ErasurePlan {
    /// The ground as a code of the leaf.
    fileprivate var reason: UInt8 { UInt8(clamping: (ErasureGround.all.firstIndex(of: ground) ?? -1) + 1) }

    /// What the log says of it.
    fileprivate func erasure(_ digest: Bytes) -> AuditErasure {
        AuditErasure(of: [subject.handle], reason: reason, requestedAt: plannedAt, requestCommitment: digest)
    }

    /// What an anchor must know of it.
    var keptLog: ErasureRecord.KeptLog? {
        guard isComplete, !erasesLog else { return nil }
        guard case .keepPseudonymousUntil(let date, let ground) = log else { return ErasureRecord.KeptLog() }
        return ErasureRecord.KeptLog(until: date, ground: ground)
    }

    /// What stays of the log for now.
    fileprivate func keptLogPart(_ digest: Bytes) -> KeptLogPart {
        var part = KeptLogPart(subject: subject, plan: digest, reason: reason, requestedAt: plannedAt)
        if case .keepPseudonymousUntil(let date, let ground) = log { (part.until, part.ground) = (date, ground) }
        return part
    }
}
