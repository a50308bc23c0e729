public import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyGovernance
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
    ///   `unknownPurpose`, `unlearnableView`, `unknownField` for one that the view declares and the schema has not, `absentField`,
    ///   `invalidInput` when what is stored does not fit the view, `notRecorded`, `integrity`.
    public func disclose<View: PersonalView>(
        _ view: View.Type = View.self, about subject: SubjectID, record: RecordID? = nil, for purpose: Purpose,
        to principal: Principal
    ) async throws -> Disclosure<View> {
        try await disclose(view, about: subject, record: record, for: purpose, to: principal, meeting: [])
    }

    /// The same for a caller who does what rules of the policy ask for in return.
    ///
    /// - Parameter obligations: what the caller will do where a rule asks for it. A permission that asks for anything else does not apply.
    ///   ``Disclosure/obligations`` says what was asked for; that every disclosure is recorded needs no mention.
    /// - Throws: as ``disclose(_:about:record:for:to:)``.
    public func disclose<View: PersonalView>(
        _ view: View.Type = View.self, about subject: SubjectID, record: RecordID? = nil, for purpose: Purpose,
        to principal: Principal, meeting obligations: Obligations
    ) async throws -> Disclosure<View> {
        try await disclose(
            view, about: subject, record: record, for: purpose, to: principal, among: 1, meeting: obligations)
    }

    /// Discloses one of so many records that are asked for at once.
    func disclose<View: PersonalView>(
        _ view: View.Type, about subject: SubjectID, record: RecordID?, for purpose: Purpose, to principal: Principal,
        among recordCount: Int, meeting obligations: Obligations = [], sharingWith recipient: DataRecipient? = nil
    ) async throws -> Disclosure<View> {
        let form = try form(of: View.Record.schema)
        let asked = try FieldProbe.fields(of: view, in: form.schema)
        let opened = try await open(
            Request(
                form: form, fields: asked, required: [], subject: subject, record: record, purpose: purpose,
                principal: principal, recordCount: recordCount, obligations: obligations, recipient: recipient))
        do {
            let value = try View(opened.value.values, asking: Set(asked.map(\.rawValue)))
            return Disclosure(
                value: value, receipt: opened.receipt, withheld: opened.withheld, masked: opened.masked,
                pseudonymised: opened.pseudonymised, absent: opened.absent, obligations: opened.obligations)
        } catch {
            let failure = CustodianError(view: error, withheld: opened.withheld)
            let token: SubjectToken? = if case .known(let token) = try await resolve(subject) { token } else { nil }
            throw try await abort(opened.receipt, failure, to: principal, for: purpose, token: token)
        }
    }

    /// Discloses fields by name, for callers without a type.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `unknownRecord`, `severalRecords`, `unknownField`,
    ///   `unknownPurpose`, `invalidInput` when no field is named, `notRecorded`, `integrity`.
    public func disclose(
        _ fields: [FieldRequest], of record: RecordName, about subject: SubjectID, id: RecordID? = nil, for purpose: Purpose,
        to principal: Principal
    ) async throws -> Disclosure<FieldValues> {
        try await disclose(fields, of: record, about: subject, id: id, for: purpose, to: principal, meeting: [])
    }

    /// The same for a caller who does what rules of the policy ask for in return.
    ///
    /// - Parameter obligations: as for ``disclose(_:about:record:for:to:meeting:)``.
    /// - Throws: as ``disclose(_:of:about:id:for:to:)``.
    public func disclose(
        _ fields: [FieldRequest], of record: RecordName, about subject: SubjectID, id: RecordID? = nil, for purpose: Purpose,
        to principal: Principal, meeting obligations: Obligations
    ) async throws -> Disclosure<FieldValues> {
        try await disclose(
            fields, of: record, about: subject, id: id, for: purpose, to: principal, meeting: obligations, sharingWith: nil)
    }

    /// Discloses fields by name, in the house or to a recipient outside.
    func disclose(
        _ fields: [FieldRequest], of record: RecordName, about subject: SubjectID, id: RecordID?, for purpose: Purpose,
        to principal: Principal, meeting obligations: Obligations = [], sharingWith recipient: DataRecipient?
    ) async throws -> Disclosure<FieldValues> {
        let form = try form(of: record)
        guard !fields.isEmpty else { throw CustodianError(.invalidInput, "name at least one field") }
        for field in fields where form.schema[field.name] == nil { throw CustodianError.unknownField(field.name, in: record) }
        return try await open(
            Request(
                form: form, fields: fields.map(\.name), required: Set(fields.lazy.filter(\.isRequired).map(\.name)),
                subject: subject, record: id, purpose: purpose, principal: principal, obligations: obligations,
                recipient: recipient))
    }

    /// What a disclosure is asked for.
    struct Request {
        /// In whose words.
        var form: RecordForm
        var fields: [FieldName]
        /// Fields whose withholding refuses the call before anything is opened.
        var required: Set<FieldName>
        var subject: SubjectID
        var record: RecordID?
        var purpose: Purpose
        var principal: Principal
        /// How many records are asked for at once, this one among them.
        var recordCount = 1
        /// What the caller does where a rule asks for it.
        var obligations: Obligations = []
        /// Who gets it outside the house; nil when the principal does.
        var recipient: DataRecipient?

        var schema: RecordSchema { form.schema }
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
        let identifier = try named(request.subject)
        let standing = try await resolve(identifier)
        guard case .known(let token) = standing else {
            throw try await absence(request, standing, at: now)
        }
        let context = try await context(of: identifier, token: token, records: request.schema.name)
        let facts = facts(
            context.standing, context.protections, for: request.purpose, about: request.categories, at: now)
        let decision = try await decide(
            request.action, request.purpose, request.categories, request.principal, facts, at: now,
            recordCount: request.recordCount, meeting: request.obligations)
        guard decision.outcome != .denied else {
            if let error = try await ban(request, token, at: now) { throw error }
            throw try await refusal(request, CustodianError.denied(decision, request.attempt, [], categories), token)
        }
        if let error = refusal(of: request.recipient, at: now) { throw try await refusal(request, error, token) }
        let record: StoredRecord
        do { record = try pick(context.records, request) } catch let error as CustodianError {
            throw try await refusal(request, error, token)
        }
        let shown = request.form.shown(record)
        var end = decision.validUntil
        let treatment = TreatmentTerms(request.fields, of: request.schema, for: request.purpose, declaration, categories)
            .treat(shown, decision, facts.asked, context.standing.status(for: request.purpose), at: now, until: &end)
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
        require(before: end, in: &unit)
        let actor = try await actor(
            request.principal, saying: treatment.said(of: request.schema.name), in: &unit)
        var given: [String: CBOR] = [:]
        if let recipient = request.recipient {
            given = ["recipient": .text(recipient.id.rawValue), "name": .text(recipient.name)]
            let write = try await write(
                sharing: treatment.given, of: shown.record, for: request.purpose, with: recipient, at: now)
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
        return try await unseal(permit, shown, treatment, request, token)
    }

    private func unseal(
        _ permit: consuming Permit, _ record: ShownRecord, _ treatment: Treatment, _ request: Request, _ token: SubjectToken
    ) async throws -> Disclosure<FieldValues> {
        let receipt = permit.receipt
        let opened: Unsealed
        do { opened = try await unsealed(permit, record, treatment) } catch let failure as CustodianError {
            throw try await abort(receipt, failure, to: request.principal, for: request.purpose, token: token)
        }
        if let name = request.required.sorted().first(where: { opened.withheld[$0] != nil }) {
            let failure = CustodianError(
                .denied, "\(request.attempt) is denied: field '\(name)' is no text and cannot be shown masked")
            throw try await abort(receipt, failure, to: request.principal, for: request.purpose, token: token)
        }
        return opened.disclosure(of: FieldValues(opened.values), treatment, recorded: receipt)
    }

    func pick(_ records: [StoredRecord], _ request: Request) throws -> StoredRecord {
        try pick(records, named: request.schema.name, request.record)
    }

    /// The record that is meant.
    func pick(_ records: [StoredRecord], named name: RecordName, _ id: RecordID?) throws -> StoredRecord {
        if let wanted = id {
            guard let record = records.first(where: { $0.id == wanted }) else {
                throw CustodianError(.unknownRecord, "the person has no record \(wanted)")
            }
            return record
        }
        guard let record = records.first else {
            throw CustodianError(.unknownRecord, "no record '\(name)' of this person is held")
        }
        guard records.count == 1 else {
            throw CustodianError(
                .severalRecords, "the person has \(records.count) records '\(name)'; name one",
                reasons: records.map { $0.id.description })
        }
        return record
    }

    /// The error for a person who is not known, or no longer: first whether the principal may ask at all, so that the answer
    /// tells nothing to who may not.
    private func absence(_ request: Request, _ standing: KnownSubject, at now: Instant) async throws -> CustodianError {
        if let error = try await ban(request, nil, at: now) { return error }
        return try await refusal(request, standing.absence, nil)
    }

    /// The error for a principal who may not ask, whatever the person decided; nil for who may. It is the same about everybody: reasons
    /// that rest on a person's consent would tell that they are known.
    private func ban(_ request: Request, _ token: SubjectToken?, at now: Instant) async throws -> CustodianError? {
        let decision = try await decide(
            request.action, request.purpose, request.categories, request.principal,
            SubjectFacts(consent: .given, objected: false, restricted: false), at: now, recordCount: request.recordCount,
            meeting: request.obligations)
        guard decision.outcome == .denied else { return nil }
        return try await refusal(request, CustodianError.denied(decision, request.attempt, [], categories), token)
    }

    private func refusal(
        _ request: Request, _ error: CustodianError, _ token: SubjectToken?
    ) async throws -> CustodianError {
        try await refusal(
            error, request.auditAction, purpose: request.purpose, categories: request.categories, principal: request.principal,
            subject: token)
    }
}

extension Custodian.Request {
    var attempt: String { "\(recipient == nil ? "disclosing" : "sharing") '\(schema.name)' for '\(purpose)'" }
}
