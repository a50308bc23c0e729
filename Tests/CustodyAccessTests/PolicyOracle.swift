import CustodyAccess
import CustodyModel

/// Decides by walking the document, name by name, the way a lawyer would read it aloud: slow, and with nothing shared with
/// the compiled form but the document.
struct PolicyOracle {
    let policy: RolePolicy

    struct Answer: Equatable {
        var outcome: AccessDecision.Outcome
        var reasons: Set<AccessReason>
        var allowed: Set<DataCategory> = []
        var masked: [DataCategory: Int] = [:]
        var role: RoleID?
    }

    static let governing: Set<Action> = [
        "erase.plan", "erase.approve", "erase.execute", "consent.record", "incident.handle", "principal.enroll", "audit.read",
        "policy.change",
    ]

    static func isBelow(_ name: String, _ ancestor: String) -> Bool { name == ancestor || name.hasPrefix(ancestor + ".") }

    func roles(of principal: PrincipalID) -> [Role] {
        var found: [Role] = []
        func visit(_ id: RoleID) {
            guard let role = policy.roles.first(where: { $0.id == id }), !found.contains(role) else { return }
            found.append(role)
            role.inherits.forEach(visit)
        }
        policy.principals.first { $0.principal == principal }?.roles.forEach(visit)
        return found
    }

    func decide(
        _ principal: PrincipalID, _ action: Action, _ purpose: Purpose?, _ wanted: Set<DataCategory>, _ subject: SubjectFacts
    ) -> Answer {
        func deny(_ reasons: Set<AccessReason>) -> Answer { Answer(outcome: .denied, reasons: reasons) }
        guard policy.principals.contains(where: { $0.principal == principal }) else { return deny([.unknownPrincipal]) }
        let roles = roles(of: principal)
        if roles.isEmpty { return deny([.noRole]) }
        let uses = !Self.governing.contains(action)
        let declarations = policy.purposes + Purpose.builtIn
        let declaration = declarations.first { $0.purpose == purpose }
        if purpose != nil, declaration == nil { return deny([.purposeNotDeclared]) }
        if purpose == nil, uses, action != "correct", !wanted.isEmpty { return deny([.purposeNotNamed]) }

        guard (Action.all + policy.actions).contains(action) else { return deny([.noRule]) }
        let candidates = purpose == nil ? declarations : declarations.filter { $0.purpose == purpose }
        func lawful(_ category: DataCategory, _ declaration: PurposeDeclaration) -> Bool {
            if !uses { return true }
            if Self.isBelow(category.rawValue, "special"), declaration.specialCondition == nil { return false }
            if Self.isBelow(category.rawValue, "criminal"), declaration.criminalDataLaw == nil { return false }
            return true
        }
        func covers(_ rule: Rule, _ declaration: PurposeDeclaration) -> Bool {
            rule.purposes.isEmpty
                || rule.purposes.contains { Self.isBelow(declaration.purpose.rawValue, $0.rawValue) }
        }
        func grants(_ rule: Rule, _ category: DataCategory) -> Bool {
            rule.actions.contains(action)
                && candidates.contains { covers(rule, $0) && lawful(category, $0) }
                && rule.categories.contains { Self.isBelow(category.rawValue, $0.rawValue) }
        }
        func speaks(_ rule: Rule) -> Bool {
            rule.actions.contains(action) && candidates.contains { covers(rule, $0) }
        }

        var answer = Answer(outcome: .permitted, reasons: [.permitted])
        for category in wanted {
            let treatments = roles.flatMap(\.rules).filter { grants($0, category) }.map(\.treatment)
            if treatments.contains(.clear) {
                answer.allowed.insert(category)
            } else if let most = treatments.compactMap({ if case .mask(let keep) = $0 { keep } else { nil } }).max() {
                answer.masked[category] = most
            } else if !candidates.contains(where: { lawful(category, $0) }) {
                answer.reasons.insert(
                    Self.isBelow(category.rawValue, "special") ? .specialCategoryWithoutCondition : .criminalDataWithoutLaw)
            } else {
                answer.reasons.insert(.noRule)
            }
        }
        answer.role =
            roles.first { role in
                role.rules.contains { rule in wanted.isEmpty ? speaks(rule) : wanted.contains { grants(rule, $0) } }
            }?.id
        guard answer.role != nil else {
            let reasons = answer.reasons.subtracting([.permitted])
            return deny(reasons.isEmpty ? [.noRule] : reasons)
        }
        if uses {
            let refusals = refusals(declaration, subject)
            if !refusals.isEmpty { return deny(refusals.union(answer.reasons).subtracting([.permitted])) }
        }
        if !answer.masked.isEmpty || answer.allowed.count < wanted.count { answer.outcome = .permittedPartly }
        return answer
    }

    private func refusals(_ declaration: PurposeDeclaration?, _ subject: SubjectFacts) -> Set<AccessReason> {
        var reasons: Set<AccessReason> = []
        if let declaration {
            if declaration.basis == "gdpr:6(1)(a)" || declaration.specialCondition == "gdpr:9(2)(a)" {
                switch subject.consent {
                case .given: break
                case .notAsked: reasons.insert(.noConsent)
                case .refused: reasons.insert(.consentRefused)
                case .withdrawn: reasons.insert(.consentWithdrawn)
                case .unknown: reasons.insert(.consentUnknown)
                }
            }
            let yields =
                ["gdpr:6(1)(e)", "gdpr:6(1)(f)"].contains(declaration.basis.rawValue)
                || Self.isBelow(declaration.purpose.rawValue, "directMarketing")
            if subject.objected, yields { reasons.insert(.objected) }
        }
        let bySetLaw = declaration.map { Purpose.builtIn.contains($0) } ?? false
        if subject.restricted, subject.consent != .given, !bySetLaw { reasons.insert(.restricted) }
        return reasons
    }
}
