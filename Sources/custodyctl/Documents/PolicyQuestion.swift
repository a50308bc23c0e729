import Custody

/// A question to a policy document, as a table or a command line asks it. The person consents to nothing and objects to nothing
/// unless it is said; what is asked at no time is asked at no time.
struct PolicyQuestion: Decodable {
    var principal: PrincipalID
    var action: Action
    var purpose: Purpose?
    var categories: [DataCategory] = []
    var consent = SubjectFacts.ConsentFact.notAsked
    var objected = false
    var restricted = false
    var minor: Bool?
    var level: Int?
    var at: Instant?
    var roles: Set<RoleID>?
    var facts: [String: Bool] = [:]
    var trainings: [String: Instant] = [:]
    var unit: UnitName?
    var own: Bool?
    var enteredByActor: Bool?
    var recordUnit: UnitName?
    var legalHold: Bool?
    var records = 1

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case principal, action, purpose, categories, consent, objected, restricted, minor, level, at, roles, facts, trainings,
            unit, own, enteredByActor, recordUnit, legalHold, records
    }

    init(principal: PrincipalID, action: Action) {
        self.principal = principal
        self.action = action
    }

    init(from decoder: any Decoder) throws { try self.init(from: decoder, besides: []) }

    /// Reads a question and refuses keys that mean nothing.
    init(from decoder: any Decoder, besides further: [String]) throws {
        let known = CodingKeys.allCases.map(\.rawValue) + further
        if let stranger = try decoder.container(keyedBy: AnyName.self).allKeys.map(\.stringValue).sorted()
            .first(where: { !known.contains($0) })
        {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(stranger)' means nothing here"))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func optional<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try container.decodeIfPresent(Value.self, forKey: key)
        }
        self.init(
            principal: try container.decode(PrincipalID.self, forKey: .principal),
            action: try container.decode(Action.self, forKey: .action))
        purpose = try optional(.purpose)
        categories = try optional(.categories) ?? []
        consent = try optional(.consent) ?? .notAsked
        objected = try optional(.objected) ?? false
        restricted = try optional(.restricted) ?? false
        minor = try optional(.minor)
        level = try optional(.level)
        at = try optional(.at)
        roles = try optional(.roles)
        facts = try optional(.facts) ?? [:]
        trainings = try optional(.trainings) ?? [:]
        unit = try optional(.unit)
        own = try optional(.own)
        enteredByActor = try optional(.enteredByActor)
        recordUnit = try optional(.recordUnit)
        legalHold = try optional(.legalHold)
        records = try optional(.records) ?? 1
        guard records > 0 else {
            throw DecodingError.dataCorruptedError(forKey: .records, in: container, debugDescription: "the least is 1")
        }
    }

    private struct AnyName: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The question in one line.
    var summary: String {
        let data = categories.isEmpty ? "" : " \(categories.map(\.rawValue).joined(separator: ", "))"
        return Printable.text("\(principal) \(action)\(data)\(purpose.map { " for \($0)" } ?? "")")
    }

    /// The policy with a place for every category that is asked for.
    static func compile(_ policy: RolePolicy, path: String, with questions: [PolicyQuestion]) throws -> CompiledPolicy {
        do {
            var categories = try CategoryRegistry(schemas: [], policy: policy)
            try categories.register(questions.flatMap(\.categories))
            return try CompiledPolicy(policy, categories: categories)
        } catch {
            throw ToolError(
                error.code.rawValue, "the policy file cannot be used: \(error.description)", path: path,
                reasons: error.findings.map(\.description))
        }
    }

    /// The answer and why.
    func explain(_ policy: CompiledPolicy) throws -> AccessExplanation {
        let session = policy.session(
            for: principal, activating: roles,
            facts: AccessFacts(
                trainings: Dictionary(uniqueKeysWithValues: trainings.map { (TrainingID($0.key), $0.value) }),
                flags: Dictionary(uniqueKeysWithValues: facts.map { (FactID($0.key), $0.value) }), unit: unit),
            assurance: level, at: at)
        return session.explain(
            AccessRequest(
                action, for: purpose, categories: try policy.categories.mask(of: categories),
                subject: SubjectFacts(consent: consent, objected: objected, restricted: restricted, isMinor: minor),
                at: at ?? Instant(milliseconds: 0),
                record: RecordFacts(isOwn: own, enteredByActor: enteredByActor, unit: recordUnit, legalHold: legalHold),
                recordCount: records, supports: .known))
    }
}
