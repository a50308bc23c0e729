import CustodyModel

extension RolePolicy {
    /// Everything that is wrong with the document, errors and warnings apart. Only a document without errors can be compiled.
    public func validate() -> PolicyFindings {
        var check = PolicyCheck(self)
        check.run()
        return check.findings
    }

    /// Throws the errors of ``validate()`` together.
    func requireValid() throws(AccessError) {
        let errors = validate().errors
        guard let first = errors.first else { return }
        let more = errors.count > 1 ? "; \(errors.count - 1) more in `findings`" : ""
        throw AccessError(.invalidPolicy, "\(first.message)\(more)", at: first.path, findings: errors)
    }

    /// The actions that a rule names and nobody declared.
    func actionFindings() -> [PolicyFinding] {
        let known = Set(Action.all + actions)
        var findings: [PolicyFinding] = []
        for (roleIndex, role) in roles.enumerated() {
            for (ruleIndex, rule) in role.rules.enumerated() {
                for (index, action) in rule.actions.enumerated() where !known.contains(action) {
                    findings.append(
                        PolicyFinding(
                            .unknownAction,
                            "'\(action)' is no action; the actions are \(known.map(\.rawValue).sorted().joined(separator: ", ")), "
                                + "and the list 'actions' of the document adds others",
                            at: "roles[\(roleIndex)].rules[\(ruleIndex)].\(rule.actionsKey.rawValue)[\(index)]"))
                }
            }
        }
        return findings
    }
}

/// One run over a document.
private struct PolicyCheck {
    let policy: RolePolicy
    let hierarchy: RoleHierarchy
    let roleNames: Set<RoleID>
    let declared: [Purpose: PurposeDeclaration]
    var findings = PolicyFindings()

    init(_ policy: RolePolicy) {
        self.policy = policy
        hierarchy = RoleHierarchy(policy.roles)
        roleNames = Set(policy.roles.map(\.id))
        declared = Dictionary(policy.allPurposes.map { ($0.purpose, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func run() {
        if policy.version < 1 { error(.badVersion, "the version is \(policy.version); versions start at 1", "version") }
        if !policy.controller.rawValue.isPlainName {
            error(.malformedName, "the controller needs a name without control characters", "controller")
        }
        if policy.categories.count > CategoryMask.capacity {
            error(
                .tooManyCategories,
                "the rules name \(policy.categories.count) categories and there is room for \(CategoryMask.capacity); "
                    + "use categories higher in the tree", "roles")
        }
        checkActions()
        for (index, declaration) in policy.purposes.enumerated() { check(declaration, at: "purposes[\(index)]") }
        refuseTwice(policy.purposes.map(\.purpose.rawValue), "purpose", "purposes", ".purpose")
        for (index, role) in policy.roles.enumerated() { check(role, at: "roles[\(index)]") }
        refuseTwice(policy.roles.map(\.id.rawValue), "role", "roles", ".id")
        checkCycles()
        checkExclusions()
        checkPrincipals()
        checkUse()
    }

    private mutating func error(_ code: PolicyFinding.Code, _ message: String, _ path: String) {
        findings.errors.append(PolicyFinding(code, message, at: path))
    }

    private mutating func warning(_ code: PolicyFinding.Code, _ message: String, _ path: String) {
        findings.warnings.append(PolicyFinding(code, message, at: path))
    }

    private mutating func refuseTwice(
        _ names: [String], _ kind: String, _ list: String, _ key: String = "", besides known: Set<String> = []
    ) {
        var seen = known
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            error(.duplicate, "\(kind) '\(name)' is there already; keep one", "\(list)[\(index)]\(key)")
        }
    }

    private mutating func checkActions() {
        for (index, action) in policy.actions.enumerated() where !action.rawValue.isTreeName {
            error(.malformedName, "'\(action)' is no name; use \(String.treeNameRule)", "actions[\(index)]")
        }
        refuseTwice(policy.actions.map(\.rawValue), "action", "actions", besides: Set(Action.all.map(\.rawValue)))
        findings.errors += policy.actionFindings()
    }

    private mutating func check(_ declaration: PurposeDeclaration, at path: String) {
        let purpose = declaration.purpose
        if !purpose.isWellFormed {
            error(.malformedName, "'\(purpose)' is no name; use \(String.treeNameRule)", "\(path).purpose")
        }
        if Purpose.builtIn.contains(where: { $0.purpose == purpose }) {
            error(.builtInPurpose, "'\(purpose)' is set by law and always declared; leave it out", "\(path).purpose")
        }
        if declaration.basis.rawValue.isEmpty || declaration.basis.isUnknownToGDPR {
            error(
                .unknownLaw,
                "'\(declaration.basis)' is no lawful basis; the GDPR has "
                    + LawfulBasis.gdpr.map(\.rawValue).joined(separator: ", "), "\(path).basis")
        }
        if let condition = declaration.specialCondition, condition.rawValue.isEmpty || condition.isUnknownToGDPR {
            error(
                .unknownLaw,
                "'\(condition)' is no condition for special categories; the GDPR has "
                    + SpecialCategoryCondition.gdpr.map(\.rawValue).joined(separator: ", "), "\(path).specialCondition")
        }
        if declaration.basis == .legitimateInterests, declaration.note?.contains(where: { !$0.isWhitespace }) != true {
            error(
                .missingBalancing,
                "'\(purpose)' stands on legitimate interests; say in 'note' why the person's interests do not override them",
                "\(path).note")
        }
        if let law = declaration.criminalDataLaw, !law.contains(where: { !$0.isWhitespace }) {
            error(.unknownLaw, "'criminalDataLaw' names no law; name it or leave it out", "\(path).criminalDataLaw")
        }
    }

    private mutating func check(_ role: Role, at path: String) {
        if !role.id.rawValue.isTreeName {
            error(.malformedName, "'\(role.id)' is no role name; use \(String.treeNameRule)", "\(path).id")
        }
        for (index, parent) in role.inherits.enumerated() where !roleNames.contains(parent) {
            error(.unknownRole, "there is no role '\(parent)' to inherit from", "\(path).inherits[\(index)]")
        }
        for (index, rule) in role.rules.enumerated() { check(rule, at: "\(path).rules[\(index)]") }
        if role.rules.isEmpty, role.inherits.isEmpty {
            warning(.emptyRole, "role '\(role.id)' permits nothing", "\(path).rules")
        }
    }

    private mutating func check(_ rule: Rule, at path: String) {
        if rule.actions.isEmpty { error(.emptyRule, "the rule names no action", "\(path).\(rule.actionsKey.rawValue)") }
        for (index, category) in rule.categories.enumerated() where !category.isWellFormed {
            error(.malformedName, "'\(category)' is no category; use \(String.treeNameRule)", "\(path).categories[\(index)]")
        }
        for (index, purpose) in rule.purposes.enumerated() where declared[purpose] == nil {
            error(
                .undeclaredPurpose, "purpose '\(purpose)' is not declared; add it to 'purposes'",
                "\(path).purposes[\(index)]")
        }
        if case .mask(let keepLast) = rule.treatment {
            for (index, action) in rule.actions.enumerated() where action != .read {
                error(.maskWithoutRead, "only reading can be masked, not '\(action)'", "\(path).mask[\(index)]")
            }
            if rule.categories.isEmpty { error(.emptyRule, "a mask needs the categories that it hides", "\(path).categories") }
            if keepLast < 0 { error(.badKeepLast, "'keepLast' is \(keepLast); the least is 0", "\(path).keepLast") }
        }
        checkLaw(of: rule, at: path)
    }

    /// Data that need more than a lawful basis must not be within reach of a purpose that has no more.
    private mutating func checkLaw(of rule: Rule, at path: String) {
        guard rule.actions.contains(where: \.usesData) else { return }
        // A rule for every purpose reaches the built-in ones too, but there these data are always dropped.
        let reached = (rule.purposes.isEmpty ? policy.purposes : policy.allPurposes).filter { rule.covers($0.purpose) }
        for (index, category) in rule.categories.enumerated() {
            if category.isSpecial, let purpose = reached.first(where: { $0.specialCondition == nil })?.purpose {
                error(
                    .specialWithoutCondition,
                    "'\(category)' is a special category and purpose '\(purpose)' has no 'specialCondition' (GDPR Art. 9(2)); "
                        + "give it one or name only purposes that have one", "\(path).categories[\(index)]")
            }
            if category.isCriminal, let purpose = reached.first(where: { $0.criminalDataLaw == nil })?.purpose {
                error(
                    .criminalWithoutLaw,
                    "'\(category)' is criminal data and purpose '\(purpose)' has no 'criminalDataLaw' (GDPR Art. 10); "
                        + "name the law or name only purposes that have one", "\(path).categories[\(index)]")
            }
        }
    }

    private mutating func checkCycles() {
        for cycle in hierarchy.cycles() {
            let index = policy.roles.firstIndex { $0.id == cycle.first } ?? 0
            let names = cycle.map(\.rawValue).joined(separator: " → ")
            error(.inheritanceCycle, "roles inherit from each other in a circle: \(names)", "roles[\(index)].inherits")
        }
    }

    private mutating func checkExclusions() {
        for (index, exclusion) in policy.exclusions.enumerated() {
            for (place, role) in exclusion.roles.enumerated() where !roleNames.contains(role) {
                error(.unknownRole, "there is no role '\(role)' to keep apart", "exclusive[\(index)][\(place)]")
            }
            if Set(exclusion.roles).count < 2 {
                error(.emptyExclusion, "an exclusion needs two different roles", "exclusive[\(index)]")
            }
        }
        guard !policy.exclusions.isEmpty else { return }
        for (index, role) in policy.roles.enumerated() {
            for clash in clashes(of: hierarchy.effectiveRoles([role.id])) {
                let names = clash.map(\.rawValue).joined(separator: " and ")
                warning(
                    .roleNobodyMayHold, "role '\(role.id)' joins \(names), which exclude each other",
                    "roles[\(index)].inherits")
            }
        }
    }

    /// The roles of each exclusion that are held together.
    private func clashes(of held: [RoleID]) -> [[RoleID]] {
        let held = Set(held)
        return policy.exclusions.map { Set($0.roles).intersection(held).sorted() }.filter { $0.count > 1 }
    }

    private mutating func checkPrincipals() {
        refuseTwice(policy.principals.map(\.principal.rawValue), "principal", "principals", ".id")
        for (index, assignment) in policy.principals.enumerated() {
            if !assignment.principal.rawValue.isPlainName {
                error(.malformedName, "a principal needs a name without control characters", "principals[\(index)].id")
            }
            for (place, role) in assignment.roles.enumerated() where !roleNames.contains(role) {
                error(.unknownRole, "there is no role '\(role)'", "principals[\(index)].roles[\(place)]")
            }
            for clash in clashes(of: hierarchy.effectiveRoles(assignment.roles)) {
                let names = clash.map(\.rawValue).joined(separator: " and ")
                error(
                    .exclusionViolated,
                    "'\(assignment.principal)' holds \(names), directly or by inheritance, which exclude each other",
                    "principals[\(index)].roles")
            }
        }
    }

    private mutating func checkUse() {
        let used = Set(hierarchy.effectiveRoles(policy.principals.flatMap(\.roles)))
        for (index, role) in policy.roles.enumerated() where !used.contains(role.id) {
            warning(.unusedRole, "nobody holds role '\(role.id)'", "roles[\(index)].id")
        }
    }
}

extension Action {
    /// Whether the action uses data for a purpose, so that consent, objection and restriction speak to it.
    ///
    /// What governs the data does not: an objection must not hinder the erasure, and no consent is needed to record one.
    /// Actions of the host do, so that a new one is never freer than reading.
    var usesData: Bool {
        switch self {
        case .planErasure, .approveErasure, .executeErasure, .recordConsent, .handleIncident, .enrollPrincipal, .readLog,
            .changePolicy:
            false
        default: true
        }
    }
}

extension String {
    static var treeNameRule: String { "letters, digits, '-' and '_' in parts separated by '.'" }

    /// Whether it has the form of a name in a tree.
    var isTreeName: Bool { Purpose(rawValue: self).isWellFormed }

    /// Whether it can name somebody: not empty, no control characters, no space at the ends.
    var isPlainName: Bool {
        !isEmpty && utf8.count <= 256 && first?.isWhitespace == false && last?.isWhitespace == false
            && unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
