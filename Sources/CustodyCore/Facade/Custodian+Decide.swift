import CustodyAccess
import CustodyAudit
import CustodyModel
import Synchronization

extension Custodian {
    /// Asks the policy. An engine that fails has denied, and what an incident holds back is denied whatever the policy says.
    func decide(
        _ action: Action, _ purpose: Purpose?, _ data: [DataCategory], _ principal: Principal, _ facts: SubjectFacts,
        at now: Instant, recordCount: Int = 1, meeting obligations: Obligations = []
    ) async throws -> AccessDecision {
        try await takeInAuthority()
        return try await decide(
            action, purpose, data, principal, facts, at: now, recordCount: recordCount, meeting: obligations,
            under: containment.withLock { $0 })
    }

    /// Asks the policy about a person. What rests on their consent ends with it.
    func decide(
        _ action: Action, _ purpose: Purpose, _ data: [DataCategory], _ principal: Principal, _ facts: StandingFacts,
        at now: Instant, recordCount: Int = 1, meeting obligations: Obligations = []
    ) async throws -> AccessDecision {
        try await takeInAuthority()
        return try await decider(
            action, purpose, data, principal, at: now, recordCount: recordCount, meeting: obligations,
            under: containment.withLock { $0 }
        ).decide(facts)
    }

    /// Asks the policy while so much is held back.
    func decide(
        _ action: Action, _ purpose: Purpose?, _ data: [DataCategory], _ principal: Principal, _ facts: SubjectFacts,
        at now: Instant, recordCount: Int = 1, meeting obligations: Obligations = [], under contained: ContainmentState
    ) async throws -> AccessDecision {
        try await decider(
            action, purpose, data, principal, at: now, recordCount: recordCount, meeting: obligations, under: contained
        ).decide(facts)
    }

    /// What answers one question about any number of people, as of one moment.
    struct Decider: Sendable {
        /// The question, about nobody in particular.
        fileprivate let request: AccessRequest
        /// What an incident leaves of it.
        fileprivate let left: CategoryMask
        /// Nil when nothing is left.
        fileprivate let session: (any AccessSession)?
        fileprivate let contained: ContainmentState
        fileprivate let version: PolicyVersion

        func decide(_ facts: SubjectFacts) -> AccessDecision {
            var whole = request
            whole.subject = facts
            guard let session else {
                return AccessDecision(denying: whole, because: AccessReasons(.contained), policyVersion: version)
            }
            var reduced = whole
            reduced.categories = left
            return contained.restrict(session.decide(reduced), of: reduced, to: whole)
        }

        /// Decides about a person; what rests on their consent ends with it.
        func decide(_ facts: StandingFacts) -> AccessDecision {
            var decision = decide(facts.asked)
            if restsOnConsent(decision, facts) { decision.validUntil.narrow(to: facts.consentEnd) }
            return decision
        }

        /// Whether what is permitted rests on the person's consent: the purpose needs one, whatever a host's engine answers, or the answer
        /// would be another one without. What is permitted all the same rests on none.
        func restsOnConsent(_ decision: AccessDecision, _ facts: StandingFacts) -> Bool {
            guard facts.consent == .given, decision.isPermitted else { return false }
            guard !facts.needsConsent else { return true }
            var without = facts.asked
            without.consent = .notAsked
            return decide(without) != decision
        }
    }

    /// Asks the policy for what decides about many people while so much is held back.
    func decider(
        _ action: Action, _ purpose: Purpose?, _ data: [DataCategory], _ principal: Principal, at now: Instant,
        recordCount: Int, meeting obligations: Obligations = [], under contained: ContainmentState
    ) async throws -> Decider {
        let mask = try categories.mask(of: data)
        // Every decision is recorded; what else a rule may ask for is done by the caller, who has to say so.
        let request = AccessRequest(
            action, for: purpose, categories: mask, subject: .nobody, at: now, recordCount: recordCount,
            supports: obligations.union(.audit))
        let left = contained.isEmpty ? mask : try categories.mask(of: data.filter { !contained.isFrozen($0) })
        let roles = rolesLeft(to: principal.id, contained, at: now)
        guard !contained.forbids(action, purpose, by: principal.id, recordCount: recordCount), left == mask || !left.isEmpty,
            roles?.isEmpty != true
        else {
            return Decider(request: request, left: left, session: nil, contained: contained, version: policy.version)
        }
        let session = try await policy.session(
            for: AccessIntent(
                principal: principal, action: action, purpose: purpose, categories: left, at: now, activating: roles,
                facts: await known(about: principal.id, at: now)))
        return Decider(request: request, left: left, session: session, contained: contained, version: policy.version)
    }

    /// What the host and the store know about a principal. A host that fails knows nothing.
    private func known(about principal: PrincipalID, at now: Instant) async -> AccessFacts {
        var facts = AccessFacts.none
        if let factSource {
            do { facts = try await factSource.facts(about: principal, at: now) } catch { facts = .none }
        }
        facts = await withTraining(facts, of: principal, at: now)
        return accessLedger.facts(of: principal, at: now, into: facts)
    }

    /// Asks the policy about an act that touches no person's data by itself, and refuses unless it permits.
    func decide(_ action: Action, by principal: Principal, as audited: AuditAction, at now: Instant) async throws
        -> AccessDecision
    {
        let decision = try await decide(
            action, nil, [], principal, SubjectFacts(consent: .notAsked, objected: false, restricted: false), at: now)
        guard decision.outcome == .permitted else {
            throw try await refusal(
                CustodianError.denied(decision, "'\(action)'", [], categories), audited, principal: principal)
        }
        return decision
    }
}

extension CustodianError {
    /// A refusal with every reason, by field where fields are concerned. Names of fields only, never values.
    static func denied(
        _ decision: AccessDecision, _ attempt: String, _ fields: [Field], _ categories: CategoryRegistry
    ) -> CustodianError {
        let given = decision.granted
        let refused = fields.filter { field in categories.place(of: field.category).map { !given.contains($0) } ?? true }
        let reasons =
            decision.reasons.all.filter { $0 != .permitted }.map(\.sentence)
            + refused.map { "field '\($0.name)' (\($0.category)) is not permitted" }
        return CustodianError(
            .denied, "\(attempt) is denied: \((decision.reasons.all.first { $0 != .permitted } ?? .noRule).sentence)",
            decision: decision, reasons: reasons)
    }
}
