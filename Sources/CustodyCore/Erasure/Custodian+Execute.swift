import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Carries out an approved plan: destroys the keys, and with them everything that they seal, also in backups.
    ///
    /// Three syncs: the intent, the overwritten keys, the note that it is done. From the intent on nothing opens any more and nobody
    /// sees what goes; if the process dies in between, the next open finishes it. Until the keys are overwritten no record of the
    /// person is read, so that it takes as long for many as for one; then the records are dropped, with the note. The certificate
    /// is had again by ``certificate(ofPlan:by:)``.
    /// - Throws: ``CustodianError`` with `planChanged`, `notApproved`, `denied`, `erased`, `notRecorded`.
    public func execute(
        _ plan: ErasurePlan, approval: ErasureApproval, by principal: Principal
    ) async throws -> ErasureCertificate {
        let now = clock.now()
        let decision = try await decide(.executeErasure, by: principal, as: .executeErasure, at: now)
        try await check(approval, of: plan)
        let approver = Principal(
            approval.approver, Authentication(.signature, at: approval.approvedAt, by: "enrolled key", level: 0))
        _ = try await decide(.approveErasure, by: approver, as: .approveErasure, at: now)
        // The approval may have been signed elsewhere; here it becomes part of the evidence.
        let evidence: [String: CBOR] = [
            "approvedAt": .integer(approval.approvedAt.milliseconds), "key": .bytes(approval.publicKey.array),
            "signature": .bytes(approval.signature.array),
        ]
        try await executeMerged(plan, by: principal, decision.role, evidence)
        return try await carryOut(plan, by: principal, decision.role, evidence) { _ in
            try await self.requireNobodyElse(than: plan)
        }
    }

    /// Destroys what a plan destroys, which is as the store is now, and certifies it.
    ///
    /// - Parameters:
    ///   - evidence: why it may be done, for the log.
    ///   - suspended: what remembers the erasure that this completes.
    ///   - condition: adds what else has to be as it was, or throws `planChanged`.
    func carryOut(
        _ plan: ErasurePlan, by principal: Principal, _ role: RoleID?, _ evidence: [String: CBOR],
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
        let done = try await destroy(ids, since: begun.kept.intent, dropping: [plan.erasure], certifying: [begun])
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
            return try await finish(ids, erasures, certificates, batch: intent)
        } catch {
            throw CustodianError(
                .notRecorded,
                "the erasure is decided and nothing opens any more, but it could not be finished; open the store again, which "
                    + "finishes it", reasons: ["\(error)"])
        }
    }

    /// The key that signs this store's certificates: 32 bytes, to be handed to whoever checks them.
    public func certificateKey() throws -> Bytes {
        Bytes([UInt8](try signingKey().publicKey.rawRepresentation))
    }

    func signingKey() throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: system.certificateSigning.bytes)
    }

    /// Finishes erasures whose intent is durable and whose end is not: the process died in between.
    func finishErasures() async throws {
        let (ids, erasures) = (try await backends.keys.unfinished(), try await backends.data.begunErasures())
        guard !ids.isEmpty || !erasures.isEmpty else { return }
        var certificates: [BegunCertificate] = []
        for record in try await records(KeptCertificate.unfinished) {
            guard var kept = try KeptCertificate(record, sealer, system) else { continue }
            kept.intent = record.receipt
            certificates.append(BegunCertificate(kept: kept, record: record))
        }
        try await backends.keys.overwrite(ids)
        _ = try await finish(ids, erasures, certificates, batch: nil)
    }

    private func finish(
        _ ids: [KeyID], _ erasures: [BegunErasure], _ certificates: [BegunCertificate], batch: CommitSequence?
    ) async throws -> (commit: CommitSequence, at: Instant) {
        // The keys are gone: whatever is certified of it was destroyed before this.
        let now = clock.now()
        var unit = UnitOfWork()
        try backends.keys.stage(destroyed: ids, in: &unit)
        for erasure in erasures { backends.data.stage(erasure.completion, in: &unit) }
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
        return (try await commit(unit).sequence, now)
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
