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
    /// Three syncs: the intent, the overwritten keys, the note that it is done. From the intent on nothing opens any more;
    /// if the process dies in between, the next open finishes it.
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

        let head = try await facing { try await backends.consent.standing(of: plan.subject).head }
        var current = try await facing {
            try await computePlan(for: plan.subject, ground: plan.ground, by: plan.plannedBy, at: plan.plannedAt)
        }
        current.signature = plan.signature
        guard current == plan else {
            throw CustodianError.planChanged
        }
        let ids = plan.destroys.map { KeyID(plan.subject.handle, $0.keyClass) }
        let digest = try plan.digest()

        let intent = try await retrying {
            var unit = UnitOfWork()
            self.backends.data.stage(.require(SubjectPrecondition(plan.subject, at: plan.basedOn)), in: &unit)
            try self.backends.consent.stage(.require(plan.subject, head: head), in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .erasure, action: .executeErasure, decision: .permit, time: now, role: decision.role, actor: actor,
                    // The approval may have been signed elsewhere; here it becomes part of the evidence.
                    system: self.systemPerson(
                        .map([
                            "plan": .bytes(digest.array), "approvedAt": .integer(approval.approvedAt.milliseconds),
                            "key": .bytes(approval.publicKey.array), "signature": .bytes(approval.signature.array),
                        ])),
                    control: plan.isComplete
                        ? .erasure(
                            AuditErasure(
                                of: [plan.subject.handle],
                                reason: UInt8(clamping: (ErasureGround.all.firstIndex(of: plan.ground) ?? -1) + 1),
                                requestedAt: plan.plannedAt, requestCommitment: digest))
                        : nil), in: &unit)
            try self.backends.keys.stage(intendingToDestroy: ids, in: &unit)
            self.backends.data.stage(.eraseSubject(plan.subject, keeping: Set(plan.keeps.map(\.keyClass))), in: &unit)
            if plan.isComplete {
                try self.backends.consent.stage(.forget(plan.subject), in: &unit)
                let indexes = try await self.backends.data.indexes(boundTo: plan.subject.handle)
                self.backends.data.stage(.unbind(indexes), in: &unit)
                for index in indexes {
                    let suppression = Suppression(index: self.system.suppression(of: index), until: nil, erasedAt: now)
                    self.backends.data.stage(.suppress(suppression), in: &unit)
                }
            }
            do { return try await self.commit(unit).sequence } catch let error as DataError where error.code == .subjectChanged
            {
                throw CustodianError.planChanged
            } catch let error as ConsentError where error.code == .headMoved {
                throw CustodianError.planChanged
            }
        }
        let done: CommitSequence
        do {
            try await backends.keys.overwrite(ids)
            done = try await finish(ids, batch: intent)
        } catch {
            throw CustodianError(
                .notRecorded,
                "the erasure is decided and nothing opens any more, but it could not be finished; open the store again, which "
                    + "finishes it", reasons: ["\(error)"])
        }
        return try ErasureCertificate(
            ErasureCertificate.Statement(
                store: backends.store, subject: plan.subject, plan: digest, ground: plan.ground,
                reference: plan.ground.reference,
                destroyed: plan.destroys, kept: plan.keeps, suppressed: plan.isComplete, erasedAt: now, intent: intent,
                done: done, scopeProof: "pending"),
            signedWith: system.certificateSigning)
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
        let ids = try await backends.keys.unfinished()
        guard !ids.isEmpty else { return }
        try await backends.keys.overwrite(ids)
        _ = try await finish(ids, batch: nil)
    }

    private func finish(_ ids: [KeyID], batch: CommitSequence?) async throws -> CommitSequence {
        var unit = UnitOfWork()
        try backends.keys.stage(destroyed: ids, in: &unit)
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
