import CustodyAccess
public import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Replaces values by what is accurate (GDPR Art. 5(1)(d), 16). The former values are not kept; ``corrections(of:by:)`` tells what was
    /// corrected when. Whoever was given one of the values is due a notice (GDPR Art. 19): see ``recipientNotices(by:)``.
    ///
    /// It is decided without a purpose and recorded under `rightsFulfilment`: neither a restriction nor the want of a
    /// condition for that purpose stands in the way of accuracy. A field that the record does not hold yet is added only when
    /// the record is held for a purpose of it.
    /// - Parameters:
    ///   - values: the new values; `.null` removes a value.
    ///   - id: which record, when the person has several.
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `unknownRecord`, `severalRecords`, `unknownField`,
    ///   `notHeldFor`, `held` under a legal hold, `invalidInput`, `notRecorded`.
    @discardableResult
    public func correct(
        _ values: FieldValues, of record: RecordName, about subject: SubjectID, id: RecordID? = nil, by principal: Principal,
        idempotencyKey: String? = nil
    ) async throws -> AuditReceipt? {
        let schema = try schema(of: record)
        guard !values.values.isEmpty else { throw CustodianError(.invalidInput, "name at least one value to correct") }
        try values.requireReadable()
        for field in values.values.keys.sorted() where schema[field] == nil {
            throw CustodianError.unknownField(field, in: record)
        }
        let idempotency = idempotencyKey.map { key in
            let request: [String: CBOR] = [
                "record": .text(record.rawValue), "subject": subject.requested,
                "id": id.map { .bytes($0.bytes) } ?? .null,
                "values": .map(Dictionary(uniqueKeysWithValues: values.values.map { ($0.rawValue, $1) })),
            ]
            return system.idempotency(key: "correct\0" + key, request: CBOR.map(request).encoded())
        }
        return try await retrying {
            try await self.correctOnce(values, schema, subject, id, principal, idempotency)
        }
    }

    private func correctOnce(
        _ values: FieldValues, _ schema: RecordSchema, _ subject: SubjectID, _ id: RecordID?, _ principal: Principal,
        _ idempotency: Idempotency?
    ) async throws -> AuditReceipt? {
        let now = clock.now()
        let fields = values.values.keys.sorted().compactMap { schema[$0] }
        let request = Request(
            form: try form(of: schema.name), fields: fields.map(\.name), required: [], subject: subject, record: id,
            purpose: .rightsFulfilment, principal: principal)
        let standing = try await resolve(subject)
        // First what the decision rests on: who is suspended while it is decided corrects nothing.
        let known: SubjectContext? =
            if case .known(let token) = standing {
                try await self.context(of: subject, token: token, records: schema.name)
            } else { nil }
        let decision = try await decide(
            .correct, nil, request.categories, principal,
            SubjectFacts(consent: .notAsked, objected: false, restricted: false), at: now)
        guard decision.outcome == .permitted else {
            throw try await refusal(
                CustodianError.denied(decision, "correcting '\(schema.name)'", fields, categories), .correct,
                purpose: .rightsFulfilment, categories: request.categories, principal: principal, subject: known?.token)
        }
        guard let context = known else {
            throw try await refusal(standing.absence, .correct, purpose: .rightsFulfilment, principal: principal)
        }
        let token = context.token
        var record = try pick(context.records, request)
        let former = record
        // What is corrected is of the adopted edition from then on.
        record = try await migrated(record, at: now)
        for field in fields where record.fields[field.name] == nil && values.values[field.name] != .null {
            guard record.purposes.contains(where: field.isHeld) else {
                throw CustodianError(
                    .notHeldFor,
                    "field '\(field.name)' is held for none of the record's purposes; collect it for one of its own")
            }
        }

        var unit = UnitOfWork(idempotency: idempotency)
        try require(unchanged: context, in: &unit)
        require(before: decision.validUntil, in: &unit)
        try await requireNoHold(on: schema.name, of: token, in: &unit)
        let classes = try fields.reduce(into: [FieldName: KeyClass]()) { classes, field in
            classes[field.name] =
                try record.fields[field.name]?.value.key.keyClass
                ?? keyClass(of: field, collectedFor: record.purposes)
        }
        let keys = try await keys(Set(classes.values), of: token, in: &unit)
        for field in fields {
            guard let value = values.values[field.name], value != .null else {
                record.fields[field.name] = nil
                continue
            }
            guard let keyClass = classes[field.name], let key = keys[keyClass] else { continue }
            record.fields[field.name] = StoredField(
                value: try sealer.seal(
                    value.encoded(), with: key, id: KeyID(token.handle, keyClass),
                    at: .field(record.id, field.name, schemaVersion: record.schemaVersion)),
                category: field.category, expiresAt: field.retention.end(collectedAt: record.collectedAt), verifiedAt: now)
        }
        guard record.fields.keys.contains(where: { schema[$0] != nil }) else {
            throw CustodianError(.invalidInput, "nothing would be left of the record; erase it instead")
        }
        record.version = former.version + 1
        let corrected = Set(values.values.keys)
        let notices = try await notices(of: .rectification, about: token, at: now) { share, field in
            share.record == record.id && corrected.contains(field)
        }
        let settled = try await accuracyWrites(for: former, as: record, correcting: fields.map(\.name), at: now)
        let shares = try await shareWrites(migrating: former)
        backends.data.stage(.write([.put(record, expecting: former.version)] + notices + settled + shares), in: &unit)
        let actor = try await actor(principal, in: &unit)
        let staged = try backends.audit.stage(
            AuditEvent(
                class: .change, action: .correct, decision: .permit, time: now, purpose: .rightsFulfilment,
                categories: request.categories, recordCount: 1, role: decision.role, actor: actor,
                subjects: try await subjects(
                    token,
                    [
                        "record": .bytes(record.id.bytes), "version": .integer(Int64(record.version)),
                        "fields": .array(fields.map { .text($0.name.rawValue) }),
                    ])), in: &unit)
        return try await commit(unit)[staged]
    }
}
