import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
public import CustodyModel

extension Custodian {
    /// Keeps a person's data from every erasure, correction and removal until the hold is released.
    ///
    /// - Parameters:
    ///   - records: which kinds of records; all when empty.
    ///   - ground: why they stay.
    ///   - reference: the case that it is for; it is sealed.
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `unknownRecord`, `invalidInput`, `notRecorded`.
    public func placeHold(
        on subject: SubjectID, records: [RecordName] = [], ground: KeepingGround = .legalClaims, reference: String,
        by principal: Principal
    ) async throws -> LegalHold {
        for record in records { _ = try schema(of: record) }
        return try await placeHold(records, ground, reference, by: principal) { [self] in
            let token = try await known(subject, for: .placeHold, by: principal)
            // Who is erased meanwhile has nothing left to hold.
            let version = try await facing { try await backends.data.subjectVersion(token) }
            guard try await facing({ try await !backends.data.indexes(boundTo: token.handle).isEmpty }) else {
                throw CustodianError.erased
            }
            return (token, SubjectPrecondition(token, at: version))
        }
    }

    /// Keeps what the log still says about a person who was erased: from the end of its time, and from pruning. Of somebody who was merged
    /// with others it keeps what it says about each of them, by whichever of their tokens.
    ///
    /// - Parameter token: the token of the certificate, which is all that still leads to them.
    /// - Throws: ``CustodianError`` with `denied`, `erased` when the log tells nothing of them any more, `invalidInput`, `notRecorded`.
    public func placeHold(
        onErased token: SubjectToken, ground: KeepingGround = .legalClaims, reference: String, by principal: Principal
    ) async throws -> LegalHold {
        try await placeHold([], ground, reference, by: principal) { [self] in
            try await facing {
                // The part is a record of the store itself, so that nothing takes it away meanwhile.
                let version = try await backends.data.subjectVersion(.store)
                let tokens = [token] + (try await merged(token).others)
                guard try await keepsLogPart(ofAnyOf: tokens) else { throw CustodianError.erased }
                return (token, SubjectPrecondition(.store, at: version))
            }
        }
    }

    /// - Parameter person: tells on whom it is placed, and what must not have changed when it is.
    private func placeHold(
        _ records: [RecordName], _ ground: KeepingGround, _ reference: String, by principal: Principal,
        on person: () async throws -> (SubjectToken, SubjectPrecondition)
    ) async throws -> LegalHold {
        guard reference.isSaid else {
            throw CustodianError(.invalidInput, "say which case the hold is for")
        }
        guard KeepingGround.all.contains(ground) else {
            throw CustodianError(
                .invalidInput,
                "there is no such ground for a hold; grounds are "
                    + KeepingGround.all.map(\.rawValue).joined(separator: ", "))
        }
        return try await retrying {
            var unit = UnitOfWork()
            let role = try await self.decide(
                .placeHold, by: principal, as: .placeHold, at: self.clock.now(), in: &unit
            ).role
            let (token, precondition) = try await person()
            let hold = LegalHold(
                id: RecordID(Handle.random(from: self.random)), subject: token, records: records, ground: ground,
                reference: reference, placedBy: principal.id, placedAt: self.clock.now())
            self.backends.data.stage(
                .write([try hold.write(self.sealer, self.system)], requiring: [precondition]), in: &unit)
            self.noteHoldChange(in: &unit)
            try await self.record(.placeHold, hold, reference, by: principal, role, in: &unit)
            _ = try await self.commit(unit)
            return hold
        }
    }

    /// Releases a hold. When it was the last one on the person, an erasure that it had suspended is completed by the approval that it had,
    /// and what the log alone still said about somebody who was erased before goes, if its time is over.
    ///
    /// What was collected since the approval nobody agreed to erase: an erasure that would take it is not completed, and
    /// ``HoldRelease/awaitingPlan`` says so.
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord` for a hold that is not there, `invalidInput` without a reason, `notRecorded`;
    ///   `planChanged`, `denied` or `notRecorded` also when the hold is released and the erasure is not completed: call
    ///   ``completeSuspendedErasure(of:by:)``.
    public func releaseHold(_ id: RecordID, reason: String, by principal: Principal) async throws -> HoldRelease {
        guard reason.isSaid else {
            throw CustodianError(.invalidInput, "say why the hold is released")
        }
        let leave = try await self.leave(.placeHold, by: principal, as: .releaseHold)
        let hold = try await retrying { () async throws -> LegalHold in
            guard let record = try await self.backends.data.record(id),
                let hold = try LegalHold(record, self.sealer, self.system)
            else { throw CustodianError(.unknownRecord, "there is no such hold; list them for their names") }
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            self.backends.data.stage(
                .write([.remove(id, subject: record.subject, expecting: record.version)]), in: &unit)
            self.noteHoldChange(in: &unit)
            try await self.record(.releaseHold, hold, reason, by: principal, role, in: &unit)
            _ = try await self.commit(unit)
            return hold
        }
        // Asked first: with the last that is left of them it is forgotten who they were.
        let others = try await facing { try await merged(hold.subject).others }
        let own = try await completeErasure(of: hold.subject, by: principal, leave)
        var release = HoldRelease(
            hold: hold, completed: own.certificate, log: try await eraseLogPart(of: hold.subject, by: principal, leave))
        var outgrown = own.isOutgrown ? [hold.subject] : []
        var logs: [LogErasure] = []
        for other in others {
            let completion = try await completeErasure(of: other, by: principal, leave)
            if let certificate = completion.certificate { release.completedForMerged.append(certificate) }
            if completion.isOutgrown { outgrown.append(other) }
            if let log = try await eraseLogPart(of: other, by: principal, leave) { logs.append(log) }
        }
        if !logs.isEmpty { release.logForMerged = logs }
        if !outgrown.isEmpty { release.awaitingPlan = outgrown }
        return release
    }

    /// Completes what a hold that is gone had suspended; for the case that releasing it was cut off in between, or that something was
    /// open about the person then.
    ///
    /// - Returns: the certificate; nil when nothing waits, or something still holds it.
    /// - Throws: ``CustodianError`` with `planChanged` when it would take what was collected since it was approved; `denied`, `erased`,
    ///   `unknownSubject`, `notRecorded`.
    public func completeSuspendedErasure(of subject: SubjectID, by principal: Principal) async throws -> ErasureCertificate? {
        let leave = try await self.leave(.placeHold, by: principal, as: .releaseHold)
        let token = try await known(subject, for: .releaseHold, by: principal)
        let completion = try await completeErasure(of: token, by: principal, leave)
        guard !completion.isOutgrown else {
            throw CustodianError(
                .planChanged, "data of the person was collected since the erasure was approved; plan and approve it again")
        }
        return completion.certificate
    }

    /// Every hold, the oldest first. That they were read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.placeHold`, `notRecorded`.
    public func legalHolds(by reader: Principal?) async throws -> [LegalHold] {
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil, needing: .placeHold, ["form": .text("legal holds")])
        return try await facing { try await holds(LegalHold.everything) }
    }

    /// The holds on a person, those on whoever was merged with them included.
    func legalHolds(on subject: SubjectToken) async throws -> [LegalHold] {
        var found: [LegalHold] = []
        for token in [subject] + (try await merged(subject).others) {
            found += try await holds(LegalHold.on(token)).filter { $0.subject == token }
        }
        return found.sorted { ($0.placedAt, $0.id.handle) < ($1.placedAt, $1.id.handle) }
    }

    func holds(_ filter: RecordQuery.Filter) async throws -> [LegalHold] {
        try await records(filter).compactMap { try LegalHold($0, sealer, system) }
            .sorted { ($0.placedAt, $0.id.handle) < ($1.placedAt, $1.id.handle) }
    }

    /// Throws when a hold keeps the record as it is.
    func requireNoHold(on record: RecordName, of subject: SubjectToken, in unit: inout UnitOfWork) async throws {
        requireHolds(unchangedSince: holdCount, in: &unit)
        requireMerges(unchangedSince: mergeCount, in: &unit)
        guard try await !legalHolds(on: subject).contains(where: { $0.covers(record) }) else {
            throw CustodianError(
                .held, "the record is under a legal hold, which keeps it as it is; release the hold first")
        }
    }

    private func record(
        _ action: AuditAction, _ hold: LegalHold, _ text: String, by principal: Principal, _ role: RoleID?,
        in unit: inout UnitOfWork
    ) async throws {
        let actor = try await actor(principal, in: &unit)
        _ = try backends.audit.stage(
            AuditEvent(
                class: .policy, action: action, decision: .permit, time: clock.now(), role: role, actor: actor,
                subjects: try await subjects(hold.subject, ["hold": .bytes(hold.id.bytes), "text": .text(text)]), log: .evidence
            ),
            in: &unit)
    }

    /// What became of an erasure that a hold had suspended.
    private struct Completion {
        /// Nil when nothing was erased.
        var certificate: ErasureCertificate?
        /// Whether it would take what was collected since it was approved.
        var isOutgrown = false
    }

    private func completeErasure(
        of subject: SubjectToken, by principal: Principal, _ leave: Leave
    ) async throws -> Completion {
        guard let record = try await facing({ try await backends.data.record(SuspendedErasure.id(subject)) }),
            // What is open keeps it waiting too; it is completed by another call when that is closed.
            try await facing({ try await legalHolds(on: subject).isEmpty }),
            try await facing({ try await openMatters(about: subject).isEmpty })
        else { return Completion() }
        let suspended = try await facing { try SuspendedErasure(record, sealer, system) }
        var plan = try await facing {
            try await computePlan(
                for: subject, ground: suspended.ground, suspended.log, by: suspended.plannedBy, at: clock.now())
        }
        // Looked at after the plan, which is void when something is collected from here on.
        guard try await facing({ try await !takes(plan, whatCameAfter: record.collectedAt) }) else {
            return Completion(isOutgrown: true)
        }
        plan.signature = Bytes([UInt8](try signingKey().signature(for: try plan.signedBytes())))
        let certificate = try await carryOut(
            plan, by: principal, leave, ["completes": .bytes(suspended.plan.array)], replacing: record)
        return Completion(certificate: plan.destroys.isEmpty ? nil : certificate)
    }

    /// Whether a plan takes values of a record that was collected later.
    private func takes(_ plan: ErasurePlan, whatCameAfter approval: Instant) async throws -> Bool {
        let going = Set(plan.destroys.map(\.keyClass))
        return try await backends.data.records(of: plan.subject, name: nil).contains { record in
            record.collectedAt > approval && record.fields.values.contains { going.contains($0.value.key.keyClass) }
        }
    }
}
