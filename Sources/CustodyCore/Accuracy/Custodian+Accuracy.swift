import CustodyAccess
public import CustodyAudit
import CustodyData
public import CustodyModel

extension Custodian {
    /// Records that values were looked at and found to be accurate (GDPR Art. 5(1)(d)), by whom and how. A dispute about them is settled.
    ///
    /// - Parameters:
    ///   - fields: which values; each must be held.
    ///   - id: which record, when the person has several.
    ///   - principal: who did; the policy must permit `Action.verify` on these kinds of data.
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `unknownRecord`, `severalRecords`, `unknownField`,
    ///   `absentField`, `invalidInput`, `notRecorded`.
    @discardableResult
    public func verify(
        _ fields: [FieldName], of record: RecordName, about subject: SubjectID, id: RecordID? = nil,
        by method: VerificationMethod, principal: Principal
    ) async throws -> AuditReceipt? {
        let schema = try schema(of: record)
        guard !fields.isEmpty, method.rawValue.isSaid else {
            throw CustodianError(.invalidInput, "name at least one field, and how it was verified")
        }
        for field in fields where schema[field] == nil { throw CustodianError.unknownField(field, in: record) }
        let names = Set(fields).sorted()
        let declared = names.compactMap { schema[$0] }
        let categories = Set(declared.map(\.category)).sorted()
        return try await retrying {
            let now = self.clock.now()
            let standing = try await self.resolve(subject)
            // First what the decision rests on: who is suspended while it is decided verifies nothing.
            let known: SubjectContext? =
                if case .known(let token) = standing {
                    try await self.context(of: subject, token: token, records: record)
                } else { nil }
            let decision = try await self.decide(
                .verify, nil, categories, principal, SubjectFacts(consent: .notAsked, objected: false, restricted: false),
                at: now)
            guard decision.outcome == .permitted else {
                throw try await self.refusal(
                    CustodianError.denied(decision, "verifying '\(record)'", declared, self.categories), .verify,
                    purpose: .rightsFulfilment, categories: categories, principal: principal, subject: known?.token)
            }
            guard let context = known else {
                throw try await self.refusal(
                    standing.absence, .verify, purpose: .rightsFulfilment, principal: principal)
            }
            let former = try self.pick(context.records, named: record, id)
            // What is verified is of the adopted edition from then on.
            var stored = try await self.migrated(former, at: now)
            guard let absent = names.first(where: { stored.fields[$0] == nil }) else {
                for name in names { stored.fields[name]?.verifiedAt = now }
                stored.version += 1
                let (marks, kept) = try await self.accuracyMarks(of: former)
                var changed = self.marks(marks, of: former, as: stored)
                for name in names {
                    changed.verified[name] = AccuracyMarks.Mark(at: now, by: principal.id, method: method)
                    changed.disputed[name] = nil
                }
                var unit = UnitOfWork()
                try self.require(unchanged: context, in: &unit)
                self.require(before: decision.validUntil, in: &unit)
                let write = try changed.write(over: kept, self.sealer, self.system, at: now)
                let shares = try await self.shareWrites(migrating: former)
                self.backends.data.stage(.write([.put(stored, expecting: former.version), write] + shares), in: &unit)
                let actor = try await self.actor(principal, in: &unit)
                let said: [String: CBOR] = [
                    "record": .bytes(stored.id.bytes), "fields": .array(names.map { .text($0.rawValue) }),
                    "method": .text(method.rawValue),
                ]
                let staged = try self.backends.audit.stage(
                    AuditEvent(
                        class: .change, action: .verify, decision: .permit, time: now, purpose: .rightsFulfilment,
                        categories: categories, recordCount: 1, role: decision.role, actor: actor,
                        subjects: try await self.subjects(context.token, said)), in: &unit)
                return try await self.commit(unit)[staged]
            }
            throw CustodianError(.absentField, "the record holds no value of '\(absent)' that could be verified")
        }
    }

    /// Says that a person contests that values are accurate: from the call on the processing is restricted (GDPR Art. 18(1)(a)), until what
    /// is contested was verified or put right and ``liftRestriction(of:toldAt:by:)`` ends it.
    ///
    /// - Throws: ``CustodianError`` with `protectedButNotRecorded` when the restriction holds in this process only: call again. `unknownField`,
    ///   `invalidInput` and `erased` before anything was restricted; `unknownRecord`, `severalRecords` and `notRecorded` also when the
    ///   restriction holds and what is contested is not on record.
    public func dispute(
        _ fields: [FieldName], of record: RecordName, about subject: SubjectID, id: RecordID? = nil
    ) async throws {
        let schema = try schema(of: record)
        guard !fields.isEmpty else { throw CustodianError(.invalidInput, "name at least one field that is contested") }
        for field in fields where schema[field] == nil { throw CustodianError.unknownField(field, in: record) }
        try await restrictProcessing(of: subject)
        let token = try await known(subject)
        try await retrying {
            let now = self.clock.now()
            let version = try await self.backends.data.subjectVersion(token)
            let stored = try self.pick(
                try await self.backends.data.records(of: token, name: record), named: record, id)
            let (marks, kept) = try await self.accuracyMarks(of: stored)
            var changed = marks
            let shown = try self.form(of: record).shown(stored)
            for field in fields.flatMap({ shown.origins[$0]?.fields ?? [$0] }) where changed.disputed[field] == nil {
                changed.disputed[field] = now
            }
            guard changed != marks else { return }
            var unit = UnitOfWork()
            self.backends.data.stage(
                .write(
                    [try changed.write(over: kept, self.sealer, self.system, at: now)],
                    requiring: [SubjectPrecondition(token, at: version)]), in: &unit)
            let said: [String: CBOR] = [
                "record": .bytes(stored.id.bytes), "contested": .array(Set(fields).sorted().map { .text($0.rawValue) }),
            ]
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .consent, action: .restriction, decision: .none, time: now, purpose: .rightsFulfilment,
                    subjects: try await self.subjects(token, said)), in: &unit)
            _ = try await self.commit(unit)
        }
    }

    /// When, how and by whom each value of a person was last verified, when it is due again, and what they dispute.
    /// That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.verify`, `erased`, `unknownSubject`,
    ///   `notRecorded`.
    public func accuracy(about subject: SubjectID, by reader: Principal?) async throws -> [FieldAccuracy] {
        let token = try await known(subject, toRead: "accuracy", by: reader, needing: .verify)
        return try await facing {
            var found: [FieldAccuracy] = []
            for token in try await self.tokens(of: token) { found += try await self.accuracy(of: token) }
            return found
        }
    }

    /// Every value that has to be verified by an instant, the one due longest first. Listing what is held about people is recorded first.
    ///
    /// - Parameters:
    ///   - instant: nil for now.
    ///   - reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.verify`, `notRecorded`.
    public func accuracyDue(at instant: Instant? = nil, by reader: Principal?) async throws -> [FieldAccuracy] {
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil, needing: .verify, ["form": .text("values to verify")])
        let now = instant ?? clock.now()
        return try await facing {
            var found: [(due: Instant, accuracy: FieldAccuracy)] = []
            try await forEachPerson { subject in
                for accuracy in try await self.accuracy(of: subject) {
                    guard let due = accuracy.dueAt, due <= now else { continue }
                    found.append((due, accuracy))
                }
            }
            return found.sorted {
                ($0.due, $0.accuracy.record.handle, $0.accuracy.field) < ($1.due, $1.accuracy.record.handle, $1.accuracy.field)
            }.map(\.accuracy)
        }
    }

    /// What is known of the accuracy of every value of a token.
    func accuracy(of subject: SubjectToken) async throws -> [FieldAccuracy] {
        let records = try await backends.data.records(of: subject, name: nil)
        guard !records.isEmpty else { return [] }
        var marks: [RecordID: AccuracyMarks] = [:]
        try await forEachRecord(AccuracyMarks.of(subject)) { record in
            guard let known = try AccuracyMarks(record, sealer, system) else { return }
            marks[known.record] = known
        }
        return records.flatMap { record in
            record.fields.sorted { $0.key < $1.key }.map { name, value in
                let declared = governance.schema(of: record)?[name]
                let mark = marks[record.id]?.verified[name].flatMap { $0.at == value.verifiedAt ? $0 : nil }
                let plain: VerificationMethod? = value.verifiedAt.map { $0 == record.collectedAt ? .collection : .correction }
                return FieldAccuracy(
                    subject: subject, record: record.id, name: record.name, field: name, verifiedAt: value.verifiedAt,
                    method: mark?.method ?? plain, verifiedBy: mark?.by,
                    dueAt: declared?.verification.flatMap { period in
                        RetentionClass(name: "verification", period: period)
                            .end(collectedAt: value.verifiedAt ?? record.collectedAt)
                    },
                    disputedSince: marks[record.id]?.disputed[name])
            }
        }
    }

    /// What keeps marks with their values when a record is written anew, and settles disputes about those that are put right.
    ///
    /// - Parameter rewritten: the record as it is written: of the adopted edition.
    func accuracyWrites(
        for former: StoredRecord, as rewritten: StoredRecord, correcting fields: [FieldName] = [], at now: Instant
    ) async throws -> [RecordWrite] {
        let (marks, kept) = try await accuracyMarks(of: former)
        guard let kept else { return [] }
        var changed = self.marks(marks, of: former, as: rewritten)
        for field in fields { (changed.disputed[field], changed.verified[field]) = (nil, nil) }
        return changed == marks ? [] : [try changed.write(over: kept, sealer, system, at: now)]
    }

    /// Marks of a record in the words of the edition in which it is written anew.
    private func marks(_ marks: AccuracyMarks, of former: StoredRecord, as rewritten: StoredRecord) -> AccuracyMarks {
        guard rewritten.schemaVersion != former.schemaVersion, let migration = governance.migration(of: former) else {
            return marks
        }
        return marks.migrated(by: migration)
    }

    private func accuracyMarks(of record: StoredRecord) async throws -> (marks: AccuracyMarks, kept: StoredRecord?) {
        let kept = try await backends.data.record(AccuracyMarks.id(record.id))
        let marks = try kept.flatMap { try AccuracyMarks($0, sealer, system) }
        return (marks ?? AccuracyMarks(subject: record.subject, record: record.id), kept)
    }
}
