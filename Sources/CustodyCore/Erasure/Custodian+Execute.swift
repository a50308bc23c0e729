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
    /// person is read, so that it takes as long for many as for one; then the records are dropped, with the note.
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
        let merged = try await executeMerged(plan, by: principal, decision.role, evidence)
        var certificate = try await carryOut(plan, by: principal, decision.role, evidence) { _ in
            try await self.requireNobodyElse(than: plan)
        }
        if !merged.isEmpty { certificate.merged = merged }
        try await forgetMerges(of: plan)
        return certificate
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

        let (intent, receipt, record) = try await retrying {
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
            let staged = try self.backends.audit.stage(event, in: &unit)
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
                let commit = try await self.commit(unit, signing: false)
                return (commit.sequence, commit[staged], record)
            } catch let error as DataError where error.code == .subjectChanged {
                throw CustodianError.planChanged
            } catch let error as ConsentError where error.code == .headMoved {
                throw CustodianError.planChanged
            }
        }
        let done = try await destroy(ids, since: intent, dropping: [plan.erasure])
        await forgetInMonitor(monitored)
        try await anchor(record)
        let selfCheck = try await selfCheck(samples, ids)
        let log = try await facing { try await self.logOutcome(of: plan, receipt) }
        return try ErasureCertificate(
            ErasureCertificate.Statement(
                store: backends.store, subject: plan.subject, plan: digest, ground: plan.ground,
                reference: plan.ground.reference,
                destroyed: plan.destroys, kept: plan.keeps, suppressed: plan.isComplete && !governance.suppressions.isOff,
                erasedAt: now, intent: intent,
                done: done, log: log, selfCheck: selfCheck,
                effectiveInBackupsBy: record.keepUntil, suppression: suppression(of: plan, erasedAt: now)),
            signedWith: system.certificateSigning)
    }

    /// What the store remembers or forgets with an erasure, so that the log's parts go now or later.
    private func logWrites(of plan: ErasurePlan, _ digest: Bytes, at now: Instant) async throws -> [RecordWrite] {
        guard !plan.erasesLog else { return try await removals(ofHoldsOn: plan.subject) }
        guard try await !logIdentities(of: plan.subject).isEmpty else { return [] }
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

    private func logOutcome(of plan: ErasurePlan, _ receipt: AuditReceipt?) async throws -> LogOutcome {
        guard plan.isComplete else { return .stays }
        guard plan.erasesLog else {
            guard case .keepPseudonymousUntil(let date, let ground) = plan.log else {
                return .kept(until: nil, ground: nil, heldBy: plan.logHeldBy)
            }
            return .kept(until: date, ground: ground, heldBy: plan.logHeldBy)
        }
        guard let receipt else { throw CustodianError(.integrity, "the log does not say what it erased; run verify") }
        return .erased(try await scope(of: receipt))
    }

    /// Overwrites keys whose destruction is durable as an intent, and notes that it is done in the commit that drops what they sealed.
    func destroy(
        _ ids: [KeyID], since intent: CommitSequence, dropping erasures: [BegunErasure] = []
    ) async throws -> CommitSequence {
        do {
            try await backends.keys.overwrite(ids)
            return try await finish(ids, erasures, batch: intent)
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
        try await backends.keys.overwrite(ids)
        _ = try await finish(ids, erasures, batch: nil)
    }

    private func finish(_ ids: [KeyID], _ erasures: [BegunErasure], batch: CommitSequence?) async throws -> CommitSequence {
        var unit = UnitOfWork()
        try backends.keys.stage(destroyed: ids, in: &unit)
        for erasure in erasures { backends.data.stage(erasure.completion, in: &unit) }
        _ = try backends.audit.stage(
            AuditEvent(
                class: .erasure, action: .erasureDone, batch: batch, time: clock.now(), recordCount: ids.count,
                system: systemPerson(.map(["keys": .unsigned(UInt64(ids.count))]))), in: &unit)
        return try await commit(unit).sequence
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
