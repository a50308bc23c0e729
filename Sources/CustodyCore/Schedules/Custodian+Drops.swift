import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
    /// Takes values out of a person's records as a plan says, where the keys stay that seal what is left, and certifies it.
    ///
    /// - Parameter condition: adds what has to be as it was, or throws `planChanged`.
    /// - Throws: ``CustodianError`` with `planChanged`, `notRecorded`.
    func carryOutDrops(
        of plan: ErasurePlan, by principal: Principal, _ leave: Leave, _ evidence: [String: CBOR],
        requiring condition: (inout UnitOfWork) throws -> Void
    ) async throws -> ErasureCertificate {
        let now = clock.now()
        let digest = try plan.digest()
        let done = try await retrying { () async throws -> CommitSequence in
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            try condition(&unit)
            try await self.requireCurrent(plan)
            var writes = try await self.dropWrites(of: plan)
            writes += try await self.noticeWrites(of: plan, at: now)
            self.backends.data.stage(
                .write(writes, requiring: [SubjectPrecondition(plan.subject, at: plan.basedOn)]), in: &unit)
            try self.backends.consent.stage(.require(plan.subject, head: plan.consents), in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            let dropped = plan.drops ?? []
            let said: [String: CBOR] = [
                "plan": .bytes(digest.array),
                "dropped": .array(dropped.map { .array($0.fields.map { .text($0.rawValue) }) }),
            ]
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .erasure, action: .executeErasure, decision: .permit, time: now, recordCount: dropped.count,
                    role: role, actor: actor, subjects: try await self.subjects(plan.subject, said),
                    system: self.systemPerson(.map(evidence.merging(["plan": .bytes(digest.array)]) { $1 }))), in: &unit)
            do { return try await self.commit(unit).sequence } catch let error as DataError
                where [.subjectChanged, .versionConflict].contains(error.code)
            {
                throw CustodianError.planChanged
            } catch let error as ConsentError where error.code == .headMoved { throw CustodianError.planChanged }
        }
        return try ErasureCertificate(
            ErasureCertificate.Statement(
                store: backends.store, subject: plan.subject, plan: digest, ground: plan.ground,
                reference: plan.ground.reference, destroyed: [], kept: plan.keeps, suppressed: false,
                erasedAt: clock.now(), intent: done, done: done, log: .stays, dropped: plan.drops),
            signedWith: system.certificateSigning)
    }

    private func dropWrites(of plan: ErasurePlan) async throws -> [RecordWrite] {
        var writes: [RecordWrite] = []
        for drop in plan.drops ?? [] {
            guard let record = try await backends.data.record(drop.record), record.subject == plan.subject,
                drop.fields.allSatisfy({ record.fields[$0] != nil })
            else { throw CustodianError.planChanged }
            guard drop.fields.count == record.fields.count else {
                writes.append(
                    .removeFields(drop.fields, of: record.id, subject: record.subject, expecting: record.version))
                continue
            }
            writes.append(.remove(record.id, subject: record.subject, expecting: record.version))
            for id in [InformationDuty.id(record.id), AccuracyMarks.id(record.id)] {
                guard let own = try await backends.data.record(id) else { continue }
                writes.append(.remove(own.id, subject: own.subject, expecting: own.version))
            }
        }
        return writes
    }
}
