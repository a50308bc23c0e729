import CustodyAccess
public import CustodyAudit
import CustodyData
import CustodyGovernance
public import CustodyModel

extension Custodian {
    /// Who has to be told of a correction, an erasure or a restriction, and was not told yet, oldest first. Listing what is held about people
    /// is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleRequest`, `notRecorded`.
    public func recipientNotices(by reader: Principal?) async throws -> [RecipientNotice] {
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil, needing: .handleRequest, ["form": .text("recipients to tell")])
        return try await untoldNotices()
    }

    /// The same, for what is decided and recorded by itself.
    func untoldNotices() async throws -> [RecipientNotice] {
        try await facing {
            try await records(RecipientNotice.everything).compactMap { try RecipientNotice($0, sealer, system) }
                .sorted { ($0.since, $0.id.handle) < ($1.since, $1.id.handle) }
        }
    }

    /// Records that a recipient was told, or why it cannot be: because it is impossible or out of proportion (GDPR Art. 19).
    ///
    /// - Parameter reason: why it was not told; nil when it was.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.handleRequest`, `unknownRecord`, `invalidInput` for a
    ///   reason that says nothing, `notRecorded`.
    @discardableResult
    public func settleNotice(
        _ id: RecordID, notTold reason: String? = nil, by principal: Principal
    ) async throws -> AuditReceipt? {
        guard reason?.isSaid ?? true else {
            throw CustodianError(.invalidInput, "say why the recipient cannot be told")
        }
        let leave = try await self.leave(.handleRequest, by: principal, as: .recipientTold)
        return try await retrying {
            guard let record = try await self.backends.data.record(id),
                let notice = try RecipientNotice(record, self.sealer, self.system)
            else { throw CustodianError(.unknownRecord, "nobody has to be told that; list who has to be") }
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            self.backends.data.stage(
                .write([.remove(id, subject: record.subject, expecting: record.version)]), in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            let said: [String: CBOR] = [
                "recipient": .text(notice.recipient.id.rawValue), "name": .text(notice.recipient.name),
                "of": .text(notice.kind.rawValue), "fields": .array(notice.fields.map { .text($0.rawValue) }),
                "notTold": reason.map { .text($0) } ?? .null,
            ]
            // What the log says about a person who was erased is gone, and this happened to them all the same.
            let people = try await self.subjects(notice.subject, said)
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .request, action: .recipientTold, decision: .permit, time: self.clock.now(),
                    purpose: .rightsFulfilment, role: role, actor: actor, subjects: people,
                    system: people.isEmpty ? self.systemPerson(.map(said)) : nil), in: &unit)
            return try await self.commit(unit)[staged]
        }
    }

    /// What remembers whom to tell of something that happened to a person's data.
    ///
    /// - Parameter concerns: whether it happened to a field of a record; nil for all of them.
    func notices(
        of kind: RecipientNotice.Kind, about subject: SubjectToken, at now: Instant,
        where concerns: ((SharedData, FieldName) -> Bool)? = nil
    ) async throws -> [RecordWrite] {
        var writes: [RecordWrite] = []
        for share in try await shares(of: subject) {
            let fields = share.fields.keys.filter { concerns?(share, $0) ?? true }
            guard !fields.isEmpty else { continue }
            var notice = RecipientNotice(
                subject: subject, recipient: share.recipient, kind: kind, record: share.record, name: share.name,
                fields: fields.sorted(), since: now)
            let former = try await backends.data.record(notice.id)
            if let former, let known = try RecipientNotice(former, sealer, system) {
                notice.fields = Set(known.fields + notice.fields).sorted()
                notice.since = known.since
            }
            writes.append(try notice.write(over: former, sealer, system))
        }
        return writes
    }

    /// What an erasure leaves to be told, and what it takes of what was remembered about sharing and telling.
    func noticeWrites(of plan: ErasurePlan, at now: Instant) async throws -> [RecordWrite] {
        let gone = Set(plan.destroys.flatMap(\.fields))
        let dropped = Dictionary((plan.drops ?? []).map { ($0.record, $0.fields) }) { $0 + $1 }
        let writes = try await notices(of: .erasure, about: plan.subject, at: now) { share, field in
            // A record of the former edition has its fields under their names of then.
            self.governance.names(of: field, in: share.name).contains {
                gone.contains("\(share.name).\($0)") || dropped[share.record]?.contains($0) == true
            }
        }
        return plan.isComplete ? writes + (try await removals(besideDataOf: plan.subject)) : writes
    }

    /// What forgets everything that was remembered about a person's data and is no part of it.
    func removals(besideDataOf subject: SubjectToken) async throws -> [RecordWrite] {
        var left = try await records(SharedData.of(subject)) + records(InformationDuty.of(subject))
        left += try await records(AccuracyMarks.of(subject))
        if let moments = try await backends.data.record(SubjectMoments.id(subject)) { left.append(moments) }
        // Who is one with others yet is forgotten with the last of them.
        let merges = try await backends.data.record(MergedPeople.id(subject))
        if let merges, try MergedPeople(merges, sealer, system).others.isEmpty { left.append(merges) }
        return left.map { .remove($0.id, subject: $0.subject, expecting: $0.version) }
    }
}
