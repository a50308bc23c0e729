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
    ///
    /// - Parameters:
    ///   - path: where the policy was read.
    ///   - source: where the questions were read; nil for the command line.
    static func compile(
        _ policy: RolePolicy, path: String, with questions: [PolicyQuestion], from source: String? = nil
    ) throws -> CompiledPolicy {
        var categories: CategoryRegistry
        do {
            categories = try CategoryRegistry(schemas: [], policy: policy)
            _ = try CompiledPolicy(policy, categories: categories)
        } catch {
            throw ToolError(
                error.code.rawValue, "the policy file cannot be used: \(error.explanation)", path: path,
                reasons: error.findings.map(\.description))
        }
        do {
            for (number, question) in questions.enumerated() {
                try question.check(under: policy, at: source == nil ? "" : "[\(number)]: ")
            }
            try categories.register(questions.flatMap(\.categories))
            return try CompiledPolicy(policy, categories: categories)
        } catch let error as AccessError {
            throw ToolError(error.code.rawValue, error.explanation, path: source)
        } catch let error as ToolError {
            throw ToolError(error.code, error.message, path: source)
        }
    }

    /// Throws for what no policy could say yes to: a misspelt question would have its denial taken for an answer.
    private func check(under policy: RolePolicy, at place: String) throws(ToolError) {
        guard (Action.all + policy.actions).contains(action) else { throw Self.unknownAction(under: policy, at: place) }
        if let level, !(0...3).contains(level) {
            throw ToolError("badLevel", "\(place)authentication has the levels 0 to 3")
        }
    }

    /// The error for an action that the policy does not have.
    static func unknownAction(under policy: RolePolicy, at place: String = "", path: String? = nil) -> ToolError {
        let names = (Action.all + policy.actions).map(\.rawValue).sorted().joined(separator: ", ")
        return ToolError("unknownAction", "\(place)there is no such action; there are \(names)", path: path)
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
