import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Takes in a record about a person, under the bases that the purposes have.
    ///
    /// Every field that is present must be held for one of `purposes`; what no purpose needs is not collected
    /// (GDPR Art. 5(1)(c)), and the record is held only for those of `purposes` that need something of it. Nothing is stored
    /// unless the decision is durable with it.
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `unknownField`, `notHeldFor`, `unknownPurpose`, `alreadyHeld`, `erased`,
    ///   `notRecorded`; `unknownSubject` for a token that stands for nobody; `invalidInput` for a record without a value, an unknown notice,
    ///   an exemption that the law does not have, or an idempotency key that was used for another one.
    @discardableResult
    public func collect<Record: PersonalRecord>(
        _ record: Record, about subject: SubjectID, for purposes: [Purpose], from source: DataSource, by principal: Principal,
        options: CollectOptions = CollectOptions()
    ) async throws -> CollectionReceipt {
        let encoded: CBOR
        do { encoded = try CBOR(encoding: record) } catch {
            // What the encoder says may hold a value.
            throw CustodianError(.invalidInput, "\(Record.self) cannot be encoded; see its encode(to:)")
        }
        guard case .map(let map) = encoded else {
            throw CustodianError(.invalidInput, "\(Record.self) does not encode as named fields")
        }
        var values: [FieldName: CBOR] = [:]
        for (name, value) in map { values[FieldName(name)] = value }
        return try await collect(
            FieldValues(values), as: Record.schema.name, about: subject, for: purposes, from: source, by: principal,
            options: options)
    }

    /// Takes in a record whose fields are known by name only.
    ///
    /// - Throws: as ``collect(_:about:for:from:by:options:)``.
    @discardableResult
    public func collect(
        _ values: FieldValues, as name: RecordName, about subject: SubjectID, for purposes: [Purpose], from source: DataSource,
        by principal: Principal, options: CollectOptions = CollectOptions()
    ) async throws -> CollectionReceipt {
        let schema = try schema(of: name)
        let values = FieldValues(values.values.filter { $0.value != .null })
        guard !purposes.isEmpty else { throw CustodianError(.invalidInput, "name at least one purpose") }
        for purpose in purposes { _ = try declaration(of: purpose) }
        guard !values.values.isEmpty else { throw CustodianError(.invalidInput, "the record has no value") }
        try values.requireReadable()
        for field in values.values.keys.sorted() {
            guard let declared = schema[field] else { throw CustodianError.unknownField(field, in: name) }
            guard purposes.contains(where: declared.isHeld) else {
                throw CustodianError(
                    .notHeldFor, "field '\(field)' is held for none of the named purposes; leave it out or name a purpose of it"
                )
            }
        }
        let told = try await told(options.information, about: source)
        let idempotency = options.idempotencyKey.map { key in
            // All that is asked for. By which edition of the schema it is carried out is not: a retry after an update is one.
            let request: [String: CBOR] = [
                "record": .text(name.rawValue), "subject": subject.requested,
                "purposes": .array(purposes.map { .text($0.rawValue) }),
                "values": .map(Dictionary(uniqueKeysWithValues: values.values.map { ($0.rawValue, $1) })),
                "source": .text(source.text), "told": .map(told), "several": .bool(options.allowsSeveral),
                "again": .bool(options.startsNewRelationship),
            ]
            return system.idempotency(key: "collect\0" + key, request: CBOR.map(request).encoded())
        }
        // A purpose that nothing is collected for is not decided about, so that the record must not claim it.
        let needed = purposes.filter { purpose in values.values.keys.contains { schema[$0]?.isHeld(for: purpose) == true } }
        return try await retrying {
            try await self.collectOnce(
                values, schema, subject, needed, source, principal, options, told, idempotency)
        }
    }

    private func collectOnce(
        _ values: FieldValues, _ schema: RecordSchema, _ subject: SubjectID, _ purposes: [Purpose], _ source: DataSource,
        _ principal: Principal, _ options: CollectOptions, _ told: [String: CBOR], _ idempotency: Idempotency?
    ) async throws -> CollectionReceipt {
        if let idempotency, let earlier = try earlier(idempotency) {
            return CollectionReceipt(record: nil, receipt: nil, commit: earlier, isDuplicate: true)
        }
        let now = clock.now()
        let identifier = try named(subject)
        var forbidden = protections.entries(of: identifier.name)
        let access = accessState
        let standing = try await resolve(identifier)
        var context: SubjectContext?
        if case .known(let token) = standing {
            let known = try await self.context(of: identifier, token: token, records: schema.name)
            forbidden = known.protections
            context = known
        }
        let fields = values.values.keys.sorted().compactMap { schema[$0] }

        var decisions: [AccessDecision] = []
        for purpose in purposes {
            let held = fields.filter { $0.isHeld(for: purpose) }
            let wanted = held.map(\.category)
            // What a consent does not cover is not taken in on it: each category is asked about by itself.
            let asked = wanted.isEmpty ? [[]] : wanted.map { [$0] }
            let facts = asked.map { self.facts(context?.standing, forbidden, for: purpose, about: $0, at: now) }
            let decision = try await decide(
                .collect, purpose, wanted, principal, facts.first { $0.consent != .given } ?? facts[0], at: now)
            guard decision.outcome == .permitted else {
                // Who may not, whatever the person decided, is told the same about everybody: reasons that rest on a person's consent
                // would tell that they are known.
                let best = try await decide(.collect, purpose, wanted, principal, SubjectFacts(consent: .given), at: now)
                throw try await refusal(
                    CustodianError.denied(
                        best.isPermitted ? decision : best, "collecting for '\(purpose)'", held, categories),
                    .collect, purpose: purpose, categories: wanted, principal: principal, subject: context?.token)
            }
            decisions.append(decision)
        }
        switch standing {
        case .unknown where identifier.field == .token,
            .erased where identifier.field == .token && options.startsNewRelationship:
            throw try await refusal(standing.absenceOfToken, .collect, purpose: purposes.first, principal: principal)
        case .erased where !options.startsNewRelationship:
            throw try await refusal(.erased, .collect, purpose: purposes.first, principal: principal)
        case .known where !options.allowsSeveral && context?.records.isEmpty == false:
            throw CustodianError(
                .alreadyHeld, "a record '\(schema.name)' of this person is held already; correct it, or allow several")
        default: break
        }

        var unit = UnitOfWork(idempotency: idempotency)
        let token = context?.token ?? SubjectToken(Handle.random(from: random))
        if let context {
            try require(unchanged: context, in: &unit)
        } else {
            require(unchanged: forbidden, of: identifier.name, in: &unit)
            require(unchanged: access, in: &unit)
        }
        let given = Leave.Given(decisions)
        require(before: given.end, in: &unit)
        let record = recordNames.next()
        let sealed = try await seal(fields, values, of: record, schema, purposes, token, source, at: now, in: &unit)
        if case .erased = standing { try lift(identifier, in: &unit) }
        if context == nil { try bind(identifier, to: token.handle, sealed.logKey, in: &unit) }
        var writes: [RecordWrite] = [.put(sealed.record, expecting: nil)]
        if source != .subject, options.information == nil {
            let duty = InformationDuty(subject: token, record: record, name: schema.name, obtained: now)
            writes.append(try duty.write(over: nil, sealer, system))
        }
        backends.data.stage(.write(writes), in: &unit)
        let actor = try await actor(principal, in: &unit)
        let staged = try backends.audit.stage(
            AuditEvent(
                class: .change, action: .collect, decision: .permit, time: now, purpose: purposes.first,
                categories: fields.map(\.category), recordCount: 1, role: given.role, actor: actor,
                subjects: [
                    AuditPerson(
                        handle: token.handle, key: sealed.logKey, keyClass: .subject,
                        payload: .map(
                            [
                                "record": .bytes(record.bytes), "purposes": .array(purposes.map { .text($0.rawValue) }),
                                "fields": .array(fields.map { .text($0.name.rawValue) }),
                            ].merging(told) { $1 }))
                ]), in: &unit)
        let commit = try await commit(unit)
        return CollectionReceipt(
            record: commit.isDuplicate ? nil : record, receipt: commit[staged], commit: commit.sequence,
            isDuplicate: commit.isDuplicate)
    }

    private func earlier(_ idempotency: Idempotency) throws -> CommitSequence? {
        do { return try backends.coordinator.sequence(of: idempotency) } catch let error as CommitError {
            throw CustodianError(.invalidInput, error.message)
        }
    }
}
