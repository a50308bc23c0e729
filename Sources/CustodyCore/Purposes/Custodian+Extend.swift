import CustodyAccess
public import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Holds a record of a person for another purpose too, of which the person was told first (GDPR Art. 5(1)(b), 6(4), 13(3), 14(4)).
    ///
    /// - Parameters:
    ///   - record: which kind of record.
    ///   - id: which record, when the person has several.
    ///   - purpose: declared by the policy, and in the schema for at least one value of the record.
    ///   - ground: why that is lawful. A basis alone cures no incompatibility.
    ///   - information: how the person was told, or an exemption that the law has for data from where the record came from.
    ///   - principal: who does it; the policy must permit `Action.extendPurpose` for the purpose and these kinds of data.
    /// - Throws: ``CustodianError`` with `refusedByLaw` and each ``ExtensionFault``; `denied`, `unknownPurpose`, `unknownRecord`,
    ///   `severalRecords`, `erased`, `unknownSubject`, `invalidInput`, `notRecorded`.
    @discardableResult
    public func extend(
        _ record: RecordName, about subject: SubjectID, id: RecordID? = nil, to purpose: Purpose,
        because ground: ExtensionGround, telling information: GivenInformation, by principal: Principal
    ) async throws -> AuditReceipt? {
        let schema = try schema(of: record)
        _ = try declaration(of: purpose)
        return try await retrying {
            let now = self.clock.now()
            let context = try await self.context(extending: schema, about: subject, to: purpose, by: principal, at: now)
            var stored = try self.pick(context.records, named: record, id)
            // Of what it is not known any more who gave it, what is stricter counts.
            let told = try await self.told(information, about: try await self.source(of: stored) ?? .subject)
            let fields = stored.fields.keys.sorted().compactMap { self.governance.schema(of: stored)?[$0] }.filter {
                $0.isHeld(for: purpose)
            }
            let categories = Set(fields.map(\.category)).sorted()
            let (faults, assessments) = try await self.faults(
                extending: stored, fields, to: purpose, ground, context, at: now)
            let silent = try await self.isSilent(information, about: purpose)
            let all = faults + (silent ? [.notTold] : [])
            if let first = all.first {
                throw try await self.refusal(
                    CustodianError(
                        .refusedByLaw, "the data is not used for '\(purpose)': \(first)",
                        reasons: all.map { "\($0.rawValue): \($0)" }), .extendPurpose, purpose: purpose,
                    categories: categories, principal: principal, subject: context.token)
            }
            let facts = self.facts(context.standing, context.protections, for: purpose, about: categories, at: now)
            let decision = try await self.decide(.extendPurpose, purpose, categories, principal, facts, at: now)
            guard decision.outcome == .permitted else {
                throw try await self.refusal(
                    CustodianError.denied(decision, "using '\(record)' for '\(purpose)'", fields, self.categories),
                    .extendPurpose, purpose: purpose, categories: categories, principal: principal, subject: context.token)
            }
            var unit = UnitOfWork()
            try self.require(unchanged: context, in: &unit)
            self.require(before: decision.validUntil, in: &unit)
            // The ground ends with the consent, also where the policy asks for none.
            if ground == .consent { self.require(before: facts.consentEnd, in: &unit) }
            let former = stored.version
            stored.purposes = (stored.purposes + [purpose]).sorted()
            stored.version += 1
            try await self.reseal(fields, of: &stored, in: &unit)
            self.backends.data.stage(.write([.put(stored, expecting: former)]), in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            var said: [String: CBOR] = [
                "record": .bytes(stored.id.bytes), "ground": .text(ground.name),
                "fields": .array(fields.map { .text($0.name.rawValue) }), "assessments": .array(assessments.map { .text($0) }),
            ]
            if case .law(let reference) = ground { said["law"] = .text(reference) }
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .change, action: .extendPurpose, decision: .permit, time: now, purpose: purpose,
                    categories: categories, recordCount: 1, role: decision.role, actor: actor,
                    subjects: try await self.subjects(context.token, said.merging(told) { $1 })), in: &unit)
            return try await self.commit(unit)[staged]
        }
    }

    /// Gathers what the decision needs, once it is certain that the principal may use anything of such a record for the purpose. Who may
    /// not is told the same about everybody, whatever is held of them and whatever they decided.
    private func context(
        extending schema: RecordSchema, about subject: SubjectID, to purpose: Purpose, by principal: Principal, at now: Instant
    ) async throws -> SubjectContext {
        let standing = try await resolve(subject)
        let token: SubjectToken? = if case .known(let token) = standing { token } else { nil }
        let fields = schema.fields.filter { $0.isHeld(for: purpose) }
        let categories = Set(fields.map(\.category)).sorted()
        let decision = try await decide(
            .extendPurpose, purpose, categories, principal, SubjectFacts(consent: .given), at: now)
        guard decision.isPermitted else {
            throw try await refusal(
                CustodianError.denied(decision, "using '\(schema.name)' for '\(purpose)'", fields, self.categories),
                .extendPurpose, purpose: purpose, categories: categories, principal: principal, subject: token)
        }
        guard let token else {
            throw try await refusal(standing.absence, .extendPurpose, purpose: purpose, principal: principal)
        }
        return try await context(of: subject, token: token, records: schema.name)
    }

    /// Why the record is not to be used for the purpose, and which assessments say that it may.
    private func faults(
        extending record: StoredRecord, _ fields: [Field], to purpose: Purpose, _ ground: ExtensionGround,
        _ context: SubjectContext, at now: Instant
    ) async throws -> ([ExtensionFault], assessments: [String]) {
        if record.isHeld(for: purpose) { return ([.heldAlready], []) }
        if fields.isEmpty { return ([.notOfAnyField], []) }
        switch ground {
        case .compatible:
            var faults: [ExtensionFault] = []
            var found: [String] = []
            let formers = record.purposes.filter { former in fields.contains { $0.isHeld(for: former) } }
            // What nothing was collected for fits nothing.
            if formers.isEmpty { faults.append(.notAssessed) }
            for former in formers {
                guard let declared = governance.declaration(of: former) else {
                    faults.append(.notAssessed)
                    continue
                }
                if let fault = ExtensionFault.ofTest(declared) {
                    faults.append(fault)
                    continue
                }
                let key = PurposeAssessment.key(record.name, former, purpose)
                let line = try await entry(of: PurposeAssessment.self, key: key)
                if let line { found.append("\(key)#\(line.number)") }
                if line?.entry.isCompatible != true { faults.append(line == nil ? .notAssessed : .incompatible) }
            }
            return (faults, found)
        case .consent:
            let isCovered = fields.allSatisfy {
                facts(context.standing, context.protections, for: purpose, about: [$0.category], at: now).consent == .given
            }
            return (isCovered ? [] : [.consentMissing], [])
        case .law(let reference):
            let isLaw = reference.isSaid && governance.declaration(of: purpose)?.basis == .legalObligation
            return (isLaw ? [] : [.lawMissing], [])
        }
    }

    /// Whether the person was shown a notice that does not name the purpose.
    private func isSilent(_ information: GivenInformation, about purpose: Purpose) async throws -> Bool {
        guard case .served(let notice) = information else { return false }
        let content = try await backends.data.record(NoticeContent.id(notice))
            .flatMap { try NoticeContent($0, sealer, system) }
        return content?.purposes.contains { purpose.isWithin($0) } != true
    }

    /// Seals values under the key of what they are held for now: what a consent alone held must not end with it any more.
    private func reseal(_ fields: [Field], of record: inout StoredRecord, in unit: inout UnitOfWork) async throws {
        var classes: [FieldName: KeyClass] = [:]
        for field in fields {
            let keyClass = try keyClass(of: field, collectedFor: record.purposes)
            if record.fields[field.name]?.value.key.keyClass != keyClass { classes[field.name] = keyClass }
        }
        guard !classes.isEmpty else { return }
        let keys = try await keys(Set(classes.values), of: record.subject, in: &unit)
        for (name, keyClass) in classes.sorted(by: { $0.key < $1.key }) {
            guard let value = record.fields[name]?.value, let key = keys[keyClass] else { continue }
            let place = Sealer.Place.field(record.id, name, schemaVersion: record.schemaVersion)
            let former = try await backends.keys.key(value.key, provider: backends.provider)
            record.fields[name]?.value = try sealer.seal(
                try sealer.open(value, with: former, at: place), with: key, id: KeyID(record.subject.handle, keyClass),
                at: place)
        }
    }
}
