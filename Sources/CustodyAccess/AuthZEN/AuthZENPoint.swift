public import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers AuthZEN 1.0 questions by a compiled policy. It is no server: a host gives it the body of a request and sends what it
/// answers.
///
/// Where only a part is permitted, or not in clear, the answer is yes only to a tool whose `supported_obligations` say that it
/// masks, pseudonymises or drops what the obligations of the answer name: others would take the yes for all of it. What the
/// tool says about the subject and the record is believed; the host lets only tools ask that it trusts. Nothing is written to a
/// log here.
public struct AuthZENPoint: Sendable {
    private let policy: CompiledPolicy

    /// Answers by this policy.
    public init(_ policy: CompiledPolicy) { self.policy = policy }

    /// Answers the body of a request to `/access/v1/evaluation`.
    ///
    /// - Parameter now: the time, where the question names none.
    /// - Throws: ``AccessError`` with `malformedRequest`, which a server answers with 400.
    public func evaluation(_ json: [UInt8], at now: Instant) throws(AccessError) -> [UInt8] {
        try Self.write(try evaluate(try Self.read(AuthZEN.Evaluation.self, json), at: now))
    }

    /// Answers the body of a request to `/access/v1/evaluations`.
    public func evaluations(_ json: [UInt8], at now: Instant) throws(AccessError) -> [UInt8] {
        let batch = try Self.read(AuthZEN.Evaluations.self, json)
        let whole = AuthZEN.Evaluation(
            subject: batch.subject, action: batch.action, resource: batch.resource, context: batch.context)
        // Without a list, the standard has it answered like a single question.
        guard let list = batch.evaluations, !list.isEmpty else { return try Self.write(try evaluate(whole, at: now)) }
        var answers: [AuthZEN.Decision] = []
        for part in list {
            let answer = try evaluate(
                AuthZEN.Evaluation(
                    subject: part.subject ?? whole.subject, action: part.action ?? whole.action,
                    resource: part.resource ?? whole.resource, context: part.context ?? whole.context), at: now)
            answers.append(answer)
            let semantics = batch.options?.evaluations_semantic ?? .executeAll
            if semantics == .denyOnFirstDeny && !answer.decision || semantics == .permitOnFirstPermit && answer.decision {
                break
            }
        }
        return try Self.write(AuthZEN.Decisions(evaluations: answers))
    }

    /// Answers the body of a request to `/access/v1/search/subject`: who may.
    public func searchSubjects(_ json: [UInt8], at now: Instant) throws(AccessError) -> [UInt8] {
        var question = try Self.read(AuthZEN.Evaluation.self, json)
        guard question.subject?.type == "principal" else { return try Self.write(AuthZEN.Found(results: [])) }
        var found: [AuthZEN.Found.Item] = []
        for principal in policy.review.principals {
            question.subject?.id = principal
            if try evaluate(question, at: now).decision { found.append(.init(type: "principal", id: principal.rawValue)) }
        }
        return try Self.write(AuthZEN.Found(results: found))
    }

    /// Answers the body of a request to `/access/v1/search/resource`: with which categories.
    public func searchResources(_ json: [UInt8], at now: Instant) throws(AccessError) -> [UInt8] {
        var question = try Self.read(AuthZEN.Evaluation.self, json)
        guard question.resource?.type == "category" else { return try Self.write(AuthZEN.Found(results: [])) }
        var found: [AuthZEN.Found.Item] = []
        for category in policy.categories.names.sorted() {
            question.resource?.id = category.rawValue
            if try evaluate(question, at: now).decision { found.append(.init(type: "category", id: category.rawValue)) }
        }
        return try Self.write(AuthZEN.Found(results: found))
    }

    /// Answers the body of a request to `/access/v1/search/action`: what.
    public func searchActions(_ json: [UInt8], at now: Instant) throws(AccessError) -> [UInt8] {
        var question = try Self.read(AuthZEN.Evaluation.self, json)
        var found: [AuthZEN.Found.Item] = []
        for action in Set(Action.all + policy.policy.actions).sorted() {
            question.action = AuthZEN.ActionName(name: action)
            if try evaluate(question, at: now).decision { found.append(.init(name: action.rawValue)) }
        }
        return try Self.write(AuthZEN.Found(results: found))
    }

    /// Answers one question.
    public func evaluate(_ question: AuthZEN.Evaluation, at now: Instant) throws(AccessError) -> AuthZEN.Decision {
        guard let subject = question.subject, let action = question.action, let resource = question.resource,
            let id = subject.id, let resourceID = resource.id
        else { throw AccessError(.malformedRequest, "a question has a subject, an action and a resource, each with its name") }
        let at = question.context?.time ?? now
        guard at.isOnCalendar else { throw AccessError(.malformedRequest, "'time' is not of the years 1 to 9999") }
        let known = resource.properties ?? AuthZEN.ResourceProperties()
        guard (known.count ?? 1) > 0 else { throw AccessError(.malformedRequest, "'count' is less than 1") }
        let names = resource.type == "category" ? [DataCategory(resourceID)] : known.categories ?? []
        let places = names.compactMap(policy.categories.place)
        var request = AccessRequest(
            action.name, for: question.context?.purpose, categories: CategoryMask(places),
            // What is not said about an objection or a restriction is not known, and unknown is not yes.
            subject: SubjectFacts(
                consent: known.consent ?? .unknown, objected: known.objected ?? true, restricted: known.restricted ?? true,
                isMinor: known.minor),
            at: at,
            record: RecordFacts(
                isOwn: known.isOwn, enteredByActor: known.enteredByActor, unit: known.unit, legalHold: known.legalHold),
            recordCount: known.count ?? 1)
        let supported = question.context?.supported_obligations ?? []
        // A tool may support more than there is; that harms nobody.
        request.supports = Obligations.all.reduce(into: []) { if supported.contains($1.name) { $0.insert($1.obligation) } }
        // What the policy does not know is denied and not left out of the question.
        guard subject.type == "principal" else { return answer(.unknownPrincipal, request) }
        guard places.count == names.count, resource.type != "record" || !names.isEmpty,
            ["category", "record"].contains(resource.type)
        else { return answer(.noRule, request) }
        let decision = session(id, subject.properties, at).decide(request)
        let treatments = treatments(of: decision)
        guard !decision.isPermitted || treatments.allSatisfy({ supported.contains($0.id) }) else {
            return answer(
                AccessDecision(
                    denying: request, because: decision.reasons.union(AccessReasons(.obligationUnsupported)),
                    obligations: decision.obligations, policyVersion: decision.policyVersion, validUntil: decision.validUntil),
                treatments)
        }
        return answer(decision, treatments)
    }

    private func session(
        _ id: PrincipalID, _ known: AuthZEN.SubjectProperties?, _ at: Instant
    ) -> CompiledSession {
        func named<Key: Name, Value>(_ list: [String: Value]?) -> [Key: Value] {
            Dictionary(uniqueKeysWithValues: (list ?? [:]).map { (Key(rawValue: $0.key), $0.value) })
        }
        let told = AccessFacts(trainings: named(known?.trainings), flags: named(known?.facts), unit: known?.unit)
        return policy.session(
            for: id, activating: known?.activeRoles, facts: policy.snapshot.holders.ledger.facts(of: id, at: at, into: told),
            assurance: known?.assurance, at: at)
    }

    private func answer(_ reason: AccessReason, _ request: AccessRequest) -> AuthZEN.Decision {
        answer(AccessDecision(denying: request, because: AccessReasons(reason), policyVersion: policy.version))
    }

    /// What must be done to the data before anybody sees them.
    private func treatments(of decision: AccessDecision) -> [AuthZEN.Obligation] {
        guard decision.isPermitted else { return [] }
        func obligation(_ id: String, _ mask: CategoryMask, keepLast: Int? = nil) -> AuthZEN.Obligation? {
            guard !mask.isEmpty else { return nil }
            let names = policy.categories.categories(in: mask)
            return AuthZEN.Obligation(id: id, properties: .init(categories: names, keep_last: keepLast))
        }
        return decision.maskRules.compactMap { obligation("mask", $0.categories, keepLast: $0.keepLast) }
            + [obligation("pseudonymise", decision.pseudonymised), obligation("drop", decision.dropped)].compactMap(\.self)
    }

    private func answer(_ decision: AccessDecision, _ treatments: [AuthZEN.Obligation] = []) -> AuthZEN.Decision {
        let categories = policy.categories
        return AuthZEN.Decision(
            decision: decision.isPermitted,
            context: AuthZEN.DecisionContext(
                reason: decision.reason, reasons: decision.reasons.all, policy_version: decision.policyVersion.rawValue,
                allowed: categories.categories(in: decision.allowed), masked: categories.categories(in: decision.masked),
                pseudonymised: categories.categories(in: decision.pseudonymised),
                dropped: categories.categories(in: decision.dropped),
                obligations: decision.obligations.names.map { AuthZEN.Obligation(id: $0) } + treatments,
                valid_until: decision.validUntil))
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ json: [UInt8]) throws(AccessError) -> Value {
        do {
            try DuplicateKeys.requireUTF8(json)
            try DuplicateKeys.refuse(in: json)
            return try JSONDecoder().decode(type, from: Data(json))
        } catch let error as DecodingError {
            throw AccessError(.malformedRequest, error.words, at: error.place)
        } catch let error as AccessError {
            throw AccessError(.malformedRequest, error.message, at: error.place)
        } catch {
            throw AccessError(.malformedRequest, "the request cannot be read")
        }
    }

    private static func write(_ value: some Encodable) throws(AccessError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return Array(try encoder.encode(value)) } catch {
            throw AccessError(.malformedRequest, "the answer cannot be written: \(error)")
        }
    }
}
