import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Discloses what a view asks for, as far as the purpose and the role allow.
    ///
    /// Only the fields that `View` asks for are decided about and opened. An optional field that is withheld is nil and
    /// listed; a withheld field that is not optional refuses the call.
    /// - Parameters:
    ///   - record: which record, when the person has several.
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `unknownRecord`, `severalRecords`,
    ///   `unknownPurpose`, `absentField`, `notRecorded`, `integrity`.
    public func disclose<View: PersonalView>(
        _ view: View.Type = View.self, about subject: SubjectID, record: RecordID? = nil, for purpose: Purpose,
        to principal: Principal
    ) async throws -> Disclosure<View> {
        try await disclose(view, about: subject, record: record, for: purpose, to: principal, among: 1)
    }

    /// Discloses one of so many records that are asked for at once.
    func disclose<View: PersonalView>(
        _ view: View.Type, about subject: SubjectID, record: RecordID?, for purpose: Purpose, to principal: Principal,
        among recordCount: Int, sharingWith recipient: DataRecipient? = nil
    ) async throws -> Disclosure<View> {
        let schema = try schema(of: View.Record.schema.name)
        let asked = try FieldProbe.fields(of: view, in: schema)
        let opened = try await open(
            Request(
                schema: schema, fields: asked, required: [], subject: subject, record: record, purpose: purpose,
                principal: principal, recordCount: recordCount, recipient: recipient))
        let map = CBOR.map(Dictionary(uniqueKeysWithValues: opened.value.values.map { ($0.rawValue, $1) }))
        do {
            let value = try map.decode(View.self, asking: Set(asked.map(\.rawValue)))
            return Disclosure(
                value: value, receipt: opened.receipt, withheld: opened.withheld, masked: opened.masked,
                pseudonymised: opened.pseudonymised, absent: opened.absent)
        } catch {
            throw try await abort(opened, error, to: principal, for: purpose, about: subject)
        }
    }

    /// Discloses fields by name, for callers without a type.
    public func disclose(
        _ fields: [FieldRequest], of record: RecordName, about subject: SubjectID, id: RecordID? = nil, for purpose: Purpose,
        to principal: Principal
    ) async throws -> Disclosure<FieldValues> {
        try await disclose(fields, of: record, about: subject, id: id, for: purpose, to: principal, sharingWith: nil)
    }

    /// Discloses fields by name, in the house or to a recipient outside.
    func disclose(
        _ fields: [FieldRequest], of record: RecordName, about subject: SubjectID, id: RecordID?, for purpose: Purpose,
        to principal: Principal, sharingWith recipient: DataRecipient?
    ) async throws -> Disclosure<FieldValues> {
        let schema = try schema(of: record)
        guard !fields.isEmpty else { throw CustodianError(.invalidInput, "name at least one field") }
        for field in fields where schema[field.name] == nil { throw CustodianError.unknownField(field.name, in: record) }
        return try await open(
            Request(
                schema: schema, fields: fields.map(\.name), required: Set(fields.lazy.filter(\.isRequired).map(\.name)),
                subject: subject, record: id, purpose: purpose, principal: principal, recipient: recipient))
    }

    /// What a disclosure is asked for.
    struct Request {
        var schema: RecordSchema
        var fields: [FieldName]
        /// Fields whose withholding refuses the call before anything is opened.
        var required: Set<FieldName>
        var subject: SubjectID
        var record: RecordID?
        var purpose: Purpose
        var principal: Principal
        /// How many records are asked for at once, this one among them.
        var recordCount = 1
        /// Who gets it outside the house; nil when the principal does.
        var recipient: DataRecipient?

        /// What the policy is asked about.
        var action: Action { recipient == nil ? .read : .share }
        /// What the log calls it.
        var auditAction: AuditAction { recipient == nil ? .read : .share }
        var categories: [DataCategory] { fields.compactMap { schema[$0]?.category } }
    }

    private func open(_ request: Request) async throws -> Disclosure<FieldValues> {
        let declaration = try declaration(of: request.purpose)
        return try await retrying { try await self.openOnce(request, declaration) }
    }

    private func openOnce(_ request: Request, _ declaration: PurposeDeclaration) async throws -> Disclosure<FieldValues> {
        let now = clock.now()
        let standing = try await resolve(request.subject)
        guard case .known(let token) = standing else {
            throw try await absence(request, standing, at: now)
        }
        let context = try await context(of: request.subject, token: token, records: request.schema.name)
        let facts = facts(
            context.standing, context.protections, for: request.purpose, about: request.categories, at: now)
        let decision = try await decide(
            request.action, request.purpose, request.categories, request.principal, facts, at: now,
            recordCount: request.recordCount)
        guard decision.outcome != .denied else {
            throw try await refusal(request, CustodianError.denied(decision, request.attempt, [], categories), token)
        }
        if let error = refusal(of: request.recipient, at: now) { throw try await refusal(request, error, token) }
        let record: StoredRecord
        do { record = try pick(context.records, request) } catch let error as CustodianError {
            throw try await refusal(request, error, token)
        }
        let treatment = treat(
            request, record, decision, declaration, facts, context.standing.status(for: request.purpose), at: now)
        let withheld = treatment.withheld
        if let reason = withheld.first(where: { request.required.contains($0.key) }) ?? withheld.first,
            treatment.given.isEmpty
                || request.required.contains(where: { withheld[$0] != nil })
        {
            throw try await refusal(
                request,
                CustodianError(
                    .denied, "\(request.attempt) is denied: field '\(reason.key)' is withheld: \(reason.value)",
                    decision: decision, reasons: treatment.reasons), token)
        }

        var unit = UnitOfWork()
        try require(unchanged: context, in: &unit)
        let actor = try await actor(request.principal, in: &unit)
        var given: [String: CBOR] = [:]
        if let recipient = request.recipient {
            given = ["recipient": .text(recipient.id.rawValue), "name": .text(recipient.name)]
            let write = try await write(
                sharing: treatment.given, of: record, for: request.purpose, with: recipient, at: now)
            // Whoever was not told yet where their data is from has to be told by now.
            let due = try await dueNow(token, \.firstDisclosure, at: now) { $0.record == record.id }
            backends.data.stage(.write([write] + due.writes), in: &unit)
        }
        let staged = try backends.audit.stage(
            AuditEvent(
                class: .access, action: request.auditAction, decision: .permit, time: now, purpose: request.purpose,
                categories: treatment.given.compactMap { request.schema[$0]?.category }, recordCount: 1, role: decision.role,
                actor: actor,
                subjects: try await subjects(
                    token,
                    [
                        "record": .bytes(record.id.bytes),
                        "fields": .array(treatment.given.sorted().map { .text($0.rawValue) }),
                        "pseudonymised": .array(treatment.pseudonymised.sorted().map { .text($0.rawValue) }),
                        "masked": .array(treatment.masked.keys.sorted().map { .text($0.rawValue) }),
                    ].merging(given) { $1 })), in: &unit)
        guard let receipt = try await commit(unit)[staged] else {
            throw CustodianError(.integrity, "the log gave no receipt; run verify")
        }
        let permit = try Permit(decision, fields: treatment.given, of: record.id, recorded: receipt)
        return try await unseal(permit, record, treatment, request, token)
    }

    private func unseal(
        _ permit: consuming Permit, _ record: StoredRecord, _ treatment: Treatment, _ request: Request, _ token: SubjectToken
    ) async throws -> Disclosure<FieldValues> {
        let receipt = permit.receipt
        var values: [FieldName: CBOR]
        do {
            values = try await permit.open(record, sealer: sealer, keys: backends.keys, provider: backends.provider)
        } catch {
            let failure =
                switch error as? KeyError {
                case let error? where error.code == .erased: CustodianError.erased
                case let error?: CustodianError(.integrity, error.message)
                // What a decoder says may hold the value.
                case nil: CustodianError(.integrity, "a field could not be read; run verify")
                }
            throw try await abort(receipt, failure, to: request.principal, for: request.purpose, token: token)
        }
        var withheld = treatment.withheld
        for (name, keptCharacters) in treatment.masked {
            guard let value = values[name] else { continue }
            values[name] = Mask.apply(value, keepingLast: keptCharacters)
            if values[name] == nil { withheld[name] = .denied(.noRule) }
        }
        for name in treatment.pseudonymised { values[name] = values[name].map { pseudonym(of: $0, in: name) } }
        if let name = request.required.sorted().first(where: { withheld[$0] != nil }) {
            let failure = CustodianError(
                .denied, "\(request.attempt) is denied: field '\(name)' is no text and cannot be shown masked")
            throw try await abort(receipt, failure, to: request.principal, for: request.purpose, token: token)
        }
        return Disclosure(
            value: FieldValues(values), receipt: receipt, withheld: withheld,
            masked: Set(treatment.masked.keys.filter { values[$0] != nil }),
            pseudonymised: treatment.pseudonymised, absent: treatment.absent)
    }

    /// A name in place of a value: keyed, so that nobody can try values, and of one field, so that fields are not joined.
    private func pseudonym(of value: CBOR, in field: FieldName) -> CBOR {
        let bytes = value.encoded()
        return .text(
            "\(system.pseudonym(of: "\(field.rawValue)/\(bytes.hex)", controller: backends.controller).bytes.hex)")
    }

    func pick(_ records: [StoredRecord], _ request: Request) throws -> StoredRecord {
        if let wanted = request.record {
            guard let record = records.first(where: { $0.id == wanted }) else {
                throw CustodianError(.unknownRecord, "the person has no record \(wanted)")
            }
            return record
        }
        guard let record = records.first else {
            throw CustodianError(.unknownRecord, "no record '\(request.schema.name)' of this person is held")
        }
        guard records.count == 1 else {
            throw CustodianError(
                .severalRecords, "the person has \(records.count) records '\(request.schema.name)'; name one",
                reasons: records.map { $0.id.description })
        }
        return record
    }

    /// The error for a person who is not known, or no longer: first whether the principal may ask at all, so that the answer
    /// tells nothing to who may not.
    private func absence(_ request: Request, _ standing: KnownSubject, at now: Instant) async throws -> CustodianError {
        let decision = try await decide(
            request.action, request.purpose, request.categories, request.principal,
            SubjectFacts(consent: .given, objected: false, restricted: false), at: now, recordCount: request.recordCount)
        if decision.outcome == .denied {
            return try await refusal(request, CustodianError.denied(decision, request.attempt, [], categories), nil)
        }
        if case .erased = standing { return try await refusal(request, .erased, nil) }
        return try await refusal(request, .unknownSubject, nil)
    }

    private func refusal(
        _ request: Request, _ error: CustodianError, _ token: SubjectToken?
    ) async throws -> CustodianError {
        try await refusal(
            error, .access, request.auditAction, purpose: request.purpose, categories: request.categories,
            principal: request.principal,
            subject: token)
    }
}

extension Custodian.Request {
    var attempt: String { "\(recipient == nil ? "disclosing" : "sharing") '\(schema.name)' for '\(purpose)'" }
}
