public import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Computes what an erasure would destroy and what has to stay, and records that it was planned.
    ///
    /// - Parameter log: what becomes of what the log says about the person, once nothing else of them stays.
    /// - Throws: ``CustodianError`` with `refusedByLaw` and what stays, when the ground covers nothing; `denied`, `erased`, `unknownSubject`;
    ///   `invalidInput` for a date that has passed or a ground that is none; `notRecorded`.
    public func planErasure(
        of subject: SubjectID, ground: ErasureGround, log: LogTreatment = .eraseNow, by principal: Principal
    ) async throws -> ErasurePlan {
        guard ErasureGround.all.contains(ground) else {
            throw CustodianError(
                .invalidInput,
                "there is no such ground; grounds are "
                    + ErasureGround.all.map(\.rawValue).joined(separator: ", "))
        }
        try require(log)
        return try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            let decision = try await self.decide(.planErasure, by: principal, as: .planErasure, at: now, in: &unit)
            let token = try await self.known(subject, for: .planErasure, by: principal)
            var plan = try await self.computePlan(for: token, ground: ground, log, by: principal.id, at: now)
            for other in try await self.tokens(of: token).dropFirst() {
                let part = try await self.computePlan(for: other, ground: ground, log, by: principal.id, at: now)
                plan.merged = (plan.merged ?? []) + [part]
            }
            guard ([plan] + (plan.merged ?? [])).contains(where: { !$0.destroys.isEmpty }) else {
                throw try await self.refusal(
                    CustodianError(
                        .refusedByLaw, "ground '\(ground)' (\(ground.reference)) covers nothing of what is held; this stays",
                        reasons: plan.keeps.map { "\($0.fields.joined(separator: ", ")): \($0.reason)" }),
                    .planErasure, principal: principal, subject: token)
            }
            plan.signature = Bytes([UInt8](try self.signingKey().signature(for: try plan.signedBytes())))
            let actor = try await self.actor(principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .erasure, action: .planErasure, decision: .permit, time: now, role: decision.role, actor: actor,
                    subjects: try await self.subjects(token, ["plan": .bytes(try plan.digest().array)])), in: &unit)
            _ = try await self.commit(unit)
            return plan
        }
    }

    private func require(_ log: LogTreatment) throws {
        guard case .keepPseudonymousUntil(let date, let ground) = log else { return }
        guard KeepingGround.all.contains(ground) else {
            throw CustodianError(
                .invalidInput,
                "there is no such ground to keep the log's parts; grounds are "
                    + KeepingGround.all.map(\.rawValue).joined(separator: ", "))
        }
        guard date > clock.now() else {
            throw CustodianError(
                .invalidInput, "the log's parts cannot be kept until \(date), which has passed; erase them now")
        }
    }

    /// Agrees to a plan as a second person.
    ///
    /// - Parameters:
    ///   - key: the private half of a key that the approver enrolled. It is used and not kept.
    /// - Throws: ``CustodianError`` with `notApproved`, `denied`, `planChanged` for a plan that is another store's or not as this one made it,
    ///   `notRecorded`.
    public func approve(
        _ plan: ErasurePlan, by principal: Principal, signingWith key: Curve25519.Signing.PrivateKey
    ) async throws -> ErasureApproval {
        let now = clock.now()
        return try await recordApproval(of: plan, by: principal, at: now) {
            try ErasureApproval(of: plan, by: principal.id, at: now, with: key)
        }
    }

    /// Takes in the agreement of a second person who signed the plan elsewhere: what is signed is
    /// ``ErasureApproval/signedBytes(plan:approver:at:)`` of ``ErasurePlan/digest()``.
    ///
    /// - Parameter principal: the approver.
    /// - Throws: ``CustodianError`` with `notApproved` also for an agreement that is somebody else's or from after now; else as
    ///   ``approve(_:by:signingWith:)``.
    public func approve(_ plan: ErasurePlan, with approval: ErasureApproval, by principal: Principal) async throws {
        let now = clock.now()
        _ = try await recordApproval(of: plan, by: principal, at: now) {
            guard approval.approver == principal.id else {
                throw CustodianError(.notApproved, "an agreement is handed in by whoever signed it")
            }
            guard approval.approvedAt <= now else {
                throw CustodianError(.notApproved, "the agreement is from after now; check the clock it was signed by")
            }
            return approval
        }
    }

    /// - Parameter approve: answers what the principal agrees to by, once it is decided that they may.
    private func recordApproval(
        of plan: ErasurePlan, by principal: Principal, at now: Instant, _ approve: () throws -> ErasureApproval
    ) async throws -> ErasureApproval {
        try await retrying {
            var unit = UnitOfWork()
            let decision = try await self.decide(
                .approveErasure, by: principal, as: .approveErasure, at: self.clock.now(), in: &unit)
            let approval = try approve()
            try await self.check(approval, of: plan)
            let actor = try await self.actor(principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .erasure, action: .approveErasure, decision: .permit, time: now, role: decision.role, actor: actor,
                    subjects: try await self.subjects(plan.subject, ["plan": .bytes(approval.plan.array)]),
                    system: self.systemPerson(.map(["signature": .bytes(approval.signature.array)]))), in: &unit)
            _ = try await self.commit(unit)
            return approval
        }
    }

    /// Throws unless a second, enrolled and permitted person signed exactly this plan.
    func check(_ approval: ErasureApproval, of plan: ErasurePlan) async throws {
        guard plan.store == backends.store else {
            throw CustodianError(.planChanged, "the plan was made for another store")
        }
        guard approval.plan == (try plan.digest()) else {
            throw CustodianError(.notApproved, "the approval is of another plan; approve this one")
        }
        // Who planned it and whom it concerns count only as the store itself wrote them.
        guard try signingKey().publicKey.isValidSignature(plan.signature.array, for: try plan.signedBytes()) else {
            throw CustodianError(.planChanged, "the plan is not as this store made it; plan and approve again")
        }
        guard approval.approver != plan.plannedBy else {
            throw CustodianError(.notApproved, "who planned an erasure cannot approve it; a second person must")
        }
        guard try await enrolledKeys(of: approval.approver).contains(approval.publicKey) else {
            throw CustodianError(.notApproved, "the signing key is not enrolled for the approver; enroll it first")
        }
        guard !(try await enrolledKeys(of: plan.plannedBy)).contains(approval.publicKey) else {
            throw CustodianError(.notApproved, "the planner's own key cannot approve; a second person must sign")
        }
        guard approval.isSigned(by: approval.publicKey) else {
            throw CustodianError(.notApproved, "the signature does not fit the plan; approve it again")
        }
    }

    /// The plan for what is stored now.
    ///
    /// - Parameters:
    ///   - isOngoing: whether the person is not to be forgotten although nothing of them stays.
    ///   - ending: when the time of a value is over; nil when everything goes that nothing keeps.
    func computePlan(
        for token: SubjectToken, ground: ErasureGround, _ log: LogTreatment, by planner: PrincipalID, at now: Instant,
        isOngoing: Bool = false, ending: ((StoredRecord, FieldName, StoredField) -> RetentionRules.End)? = nil
    ) async throws -> ErasurePlan {
        let basedOn = try await backends.data.subjectVersion(token)
        let merge = try await merged(token)
        let standing = try await standing(of: token, merge)
        let records = try await backends.data.records(of: token, name: nil)
        let live = try await backends.keys.live(of: token.handle)
        let (holds, matters) = (try await legalHolds(on: token), try await openMatters(about: token))
        let binding = BindingReasons(
            ground: ground, standing: standing, holds: holds, matters: matters + Self.restriction(standing, under: ground),
            at: now)
        var sealed: [KeyClass: SealedFields] = [:]
        var drops: [ErasurePlan.Drop] = []
        for record in records.sorted(by: { $0.id.handle < $1.id.handle }) {
            var going: [FieldName] = []
            for (name, stored) in record.fields.sorted(by: { $0.key < $1.key }) {
                let reason = keepReason(record, name, stored, binding) ?? ending?(record, name, stored).reason(at: now)
                if reason == nil { going.append(name) }
                sealed[stored.value.key.keyClass, default: SealedFields()].add("\(record.name).\(name)", reason)
            }
            if !going.isEmpty { drops.append(ErasurePlan.Drop(record: record.id, name: record.name, fields: going)) }
        }
        let going = live.keys.filter { sealed[$0]?.reasons.isEmpty == true }
        func destruction(_ keyClass: KeyClass) -> ErasurePlan.Destruction {
            ErasurePlan.Destruction(
                keyClass: keyClass, fingerprint: live[keyClass] ?? [], fields: sealed[keyClass]?.fields ?? [],
                values: sealed[keyClass]?.values ?? 0)
        }
        var plan = ErasurePlan(
            store: backends.store, subject: token, ground: ground, destroys: going.map(destruction),
            keeps: sealed.compactMap { $1.kept($0) }.sorted { $0.keyClass < $1.keyClass }, log: log,
            logHeldBy: try await incidents(holding: token), holds: holds.map(\.id), matters: matters,
            plannedBy: planner, plannedAt: now, basedOn: basedOn, consents: standing.head, policy: policy.version,
            governance: try governance.digest())
        // Who still stands for somebody is not forgotten because some of what is held of them is over, and more may be collected under
        // the same keys: the values go, and the keys stay.
        if ending != nil, isOngoing || !plan.isComplete || !merge.others.isEmpty {
            (plan.destroys, plan.drops) = ([], drops)
            return plan
        }
        // The keys of what belongs to no field (the log's payloads, texts) go when nothing else of the person stays.
        let bare = live.keys.filter { sealed[$0] == nil && plan.destroysBare($0) }
        plan.destroys = (plan.destroys + bare.map(destruction)).sorted { $0.keyClass < $1.keyClass }
        return plan
    }
}
