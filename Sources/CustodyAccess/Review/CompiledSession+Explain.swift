import CustodyModel

extension CompiledSession {
    /// Decides and says why, which rules spoke, which almost did and what is missing.
    ///
    /// It walks the document, so that it costs far more than deciding; ask it when somebody wants to know.
    public func explain(_ request: AccessRequest) -> AccessExplanation {
        let decision = decide(request)
        let explainer = Explainer(session: self, request: request, decision: decision)
        return explainer.explain()
    }
}

private struct Explainer {
    let session: CompiledSession
    let request: AccessRequest
    let decision: AccessDecision

    var snapshot: AccessSnapshot { session.snapshot }
    var policy: RolePolicy { snapshot.policy }

    func explain() -> AccessExplanation {
        var explanation = AccessExplanation(decision: decision, giving: [], taking: [], nearMisses: [], remedies: [])
        let review = AccessReview(of: policy, under: snapshot.holders.ledger)
        let inUse = Set(session.roles)
        let mine = review.permissions(of: session.principal, at: session.state.from)
        for permission in mine where permission.path.last.map(inUse.contains) ?? false && speaks(permission.rule) {
            add(permission, to: &explanation)
        }
        explanation.nearMisses.sort { ($0.remedies.count, $0.permission.place) < ($1.remedies.count, $1.permission.place) }
        explanation.remedies = general(mine)
        return explanation
    }

    private func add(_ permission: EffectivePermission, to explanation: inout AccessExplanation) {
        let rule = permission.rule
        let answers =
            rule.when.map { ($0, false, truth($0)) } + rule.exceptions.map { ($0, true, truth($0).negated) }
        let reach = permission.scope.map { scope in Truth(request.record.unit.map { $0.isWithin(scope) }) } ?? .yes
        let least = answers.map(\.2).reduce(reach, min)
        guard rule.isPermission else {
            if least != .no, takes(rule) { explanation.taking.append(permission) }
            return
        }
        guard touches(rule, request.categories) else { return }
        let missing = rule.obligations.subtracting(request.supports)
        if least == .yes, missing.isEmpty {
            if touches(rule, decision.granted), decision.isPermitted { explanation.giving.append(permission) }
            return
        }
        // What is granted already needs no remedy.
        guard !decision.isPermitted || touches(rule, decision.dropped) else { return }
        var remedies: [AccessExplanation.Remedy] = answers.filter { $0.2 != .yes }.map { remedy($0.0, isNegated: $0.1) }
        if reach != .yes, let scope = permission.scope { remedies.append(.stayWithin(scope)) }
        if !missing.isEmpty { remedies.append(.meet(missing)) }
        explanation.nearMisses.append(AccessExplanation.NearMiss(permission: permission, remedies: remedies))
    }

    private func speaks(_ rule: Rule) -> Bool {
        guard rule.actions.contains(request.action) else { return false }
        guard let purpose = request.purpose else { return policy.allPurposes.contains { rule.covers($0.purpose) } }
        return rule.covers(purpose) && snapshot.purposes[purpose] != nil
    }

    private func touches(_ rule: Rule, _ categories: CategoryMask) -> Bool {
        if request.categories.isEmpty { return rule.isPermission || rule.categories.isEmpty }
        if rule.effect == .forbid, rule.categories.isEmpty { return true }
        return rule.categories.contains { !snapshot.categories.mask(within: $0).intersection(categories).isEmpty }
    }

    /// Whether a prohibition that applies takes something of the request that no ticket gives back.
    private func takes(_ rule: Rule) -> Bool {
        let ceiling = rule.yieldsToTicket ? session.state.ceiling : .none
        guard !ceiling.isEmpty else { return touches(rule, request.categories) }
        let left = request.categories.subtracting(ceiling)
        return !left.isEmpty && touches(rule, left)
    }

    private func truth(_ condition: Condition) -> Truth {
        guard let place = snapshot.conditions.firstIndex(of: condition) else { return .unknown }
        return session.state.truths[place]
            ?? session.state.answer(snapshot.tests[place], request.subject, request.record, request.recordCount)
    }

    private func remedy(_ condition: Condition, isNegated: Bool) -> AccessExplanation.Remedy {
        if isNegated { return .avoid(condition) }
        return switch condition {
        case .training(let name): .renewTraining(name)
        case .assurance(let level): .authenticate(level)
        case .weekly, .between: .askWithin(condition)
        case .ticket: .openTicket
        case .approved: .obtainApproval
        case .recordsAtMost(let count): .askForFewer(count)
        case .consentGiven, .minor, .ownRecord, .enteredByActor, .sameUnit, .legalHold, .fact: .satisfy(condition)
        }
    }

    /// What would help whatever the rules in use say.
    private func general(_ mine: [EffectivePermission]) -> [AccessExplanation.Remedy] {
        var remedies: [AccessExplanation.Remedy] = []
        let reasons = decision.reasons
        if reasons.contains(.sessionStale) { remedies.append(.openNewSession) }
        if reasons.contains(.separationOfDuty) { remedies.append(.activateFewer) }
        if reasons.contains(.noConsent) || reasons.contains(.consentUnknown) { remedies.append(.askForConsent) }
        guard decision.outcome != .permitted, !reasons.contains(.forbidden) else { return remedies }
        let wanted = decision.dropped
        let held = Set(mine.compactMap(\.path.last))
        let inUse = Set(session.roles)
        for role in policy.roles where !inUse.contains(role.id) {
            guard role.rules.contains(where: { $0.isPermission && speaks($0) && touches($0, wanted) }) else { continue }
            remedies.append(held.contains(role.id) ? .activate(role.id) : .obtainRole(role.id))
        }
        for permission in mine where permission.rule.isPermission && permission.rule.actions.contains(request.action) {
            guard let purpose = request.purpose, !permission.rule.covers(purpose), touches(permission.rule, wanted) else {
                continue
            }
            for other in policy.allPurposes where permission.rule.covers(other.purpose) {
                let remedy = AccessExplanation.Remedy.usePurpose(other.purpose)
                if !remedies.contains(remedy) { remedies.append(remedy) }
            }
        }
        return remedies
    }
}
