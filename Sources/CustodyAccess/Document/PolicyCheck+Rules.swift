import CustodyModel

extension PolicyCheck {
    mutating func check(_ role: Role, at path: String) {
        if !role.id.rawValue.isTreeName {
            error(.malformedName, "'\(role.id)' is no role name; use \(String.treeNameRule)", "\(path).id")
        }
        for (index, parent) in role.inherits.enumerated() where !roleNames.contains(parent) {
            error(.unknownRole, "there is no role '\(parent)' to inherit from", "\(path).inherits[\(index)]")
        }
        for (index, needed) in role.prerequisites.enumerated() where !roleNames.contains(needed) {
            error(.unknownRole, "there is no role '\(needed)' to require", "\(path).prerequisites[\(index)]")
        }
        if let most = role.maxHolders, most < 1 {
            error(.badLimit, "'maxHolders' is \(most); the least is 1", "\(path).maxHolders")
        }
        if let days = role.reviewEveryDays, days < 1 {
            error(.badLimit, "'reviewEveryDays' is \(days); the least is 1", "\(path).reviewEveryDays")
        }
        for index in role.rules.indices {
            // The path is made when something is wrong: making it costs more than the check.
            check(role.rules[index]) { "\(path).rules[\(index)]" }
        }
    }

    private mutating func check(_ rule: Rule, at path: () -> String) {
        if rule.actions.isEmpty { error(.emptyRule, "the rule names no action", "\(path()).\(rule.actionsKey.rawValue)") }
        for (index, category) in rule.categories.enumerated() where !category.isWellFormed {
            error(.malformedName, "'\(category)' is no category; use \(String.treeNameRule)", "\(path()).categories[\(index)]")
        }
        for (index, purpose) in rule.purposes.enumerated() where declared.index(forKey: purpose) == nil {
            error(
                .undeclaredPurpose, "purpose '\(purpose)' is not declared; add it to 'purposes'",
                "\(path()).purposes[\(index)]")
        }
        for (index, purpose) in rule.prohibitedPurposes.enumerated() where declared.index(forKey: purpose) == nil {
            error(
                .undeclaredPurpose, "purpose '\(purpose)' is not declared; add it to 'purposes'",
                "\(path()).prohibitedPurposes[\(index)]")
        }
        if !rule.isPermission, !rule.prohibitedPurposes.isEmpty {
            error(
                .exceptionOfProhibition, "a rule that takes away spares no purpose; name those that it is about",
                "\(path()).prohibitedPurposes")
        }
        // Neither could be written and read back as it is meant.
        if rule.isOverridable, rule.effect != .forbid {
            error(.overridablePermission, "only what a rule with 'forbid' takes can be overridable", "\(path()).overridable")
        }
        if !Obligations.known.isSuperset(of: rule.obligations) {
            error(
                .unknownObligation, "the rule asks for what nobody knows; the obligations are \(Obligations.known)",
                "\(path()).obligations")
        }
        checkTreatment(of: rule, at: path)
        for (index, condition) in rule.when.enumerated() { check(condition) { "\(path()).when[\(index)]" } }
        for (index, condition) in rule.unless.enumerated() { check(condition) { "\(path()).unless[\(index)]" } }
        if rule.isPermission { checkLaw(of: rule, at: path) }
    }

    private mutating func checkTreatment(of rule: Rule, at path: () -> String) {
        guard rule.effect == .allow, rule.treatment != .clear else { return }
        if rule.treatment != .drop {
            for (index, action) in rule.actions.enumerated() where action != .read {
                error(
                    .maskWithoutRead, "only reading can be masked or pseudonymised, not '\(action)'",
                    "\(path()).\(rule.actionsKey.rawValue)[\(index)]")
            }
        }
        if rule.categories.isEmpty {
            error(
                .emptyRule, "a rule with '\(rule.actionsKey.rawValue)' needs the categories that it hides",
                "\(path()).categories")
        }
        if case .mask(let keepLast) = rule.treatment, keepLast < 0 {
            error(.badKeepLast, "'keepLast' is \(keepLast); the least is 0", "\(path()).keepLast")
        }
        if case .mask(let keepLast) = rule.treatment, keepLast > MaskDepths.most {
            error(.badKeepLast, "'keepLast' is \(keepLast); the most is \(MaskDepths.most)", "\(path()).keepLast")
        }
    }

    private mutating func check(_ condition: Condition, at path: () -> String) {
        switch condition {
        case .training(let name) where !trainings.contains(name):
            error(.undeclaredFact, "training '\(name)' is not declared; add it to 'trainings'", path())
        case .fact(let name) where !facts.contains(name):
            error(.undeclaredFact, "fact '\(name)' is not declared; add it to 'facts'", path())
        case .assurance(let level) where !(1...3).contains(level):
            error(.badCondition, "authentication has the levels 1 to 3, not \(level)", path())
        case .recordsAtMost(let count) where count < 1:
            error(.badCondition, "a limit of \(count) records lets nothing through", path())
        case .weekly(let window):
            if let fault = window.fault { error(.badCondition, "the weekly window means nothing: \(fault)", path()) }
        case .between(let from, let until):
            if from == nil && until == nil {
                error(.badCondition, "'between' names neither end", path())
            } else if let from, let until, until <= from {
                error(.badCondition, "'between' ends before it starts", path())
            }
        default: break
        }
    }

    /// Data that need more than a lawful basis must not be within reach of a purpose that has no more.
    private mutating func checkLaw(of rule: Rule, at path: () -> String) {
        guard rule.categories.contains(where: { $0.isSpecial || $0.isCriminal }), rule.actions.contains(where: \.usesData)
        else {
            return
        }
        // A rule for every purpose reaches the built-in ones too, but there these data are always dropped.
        let reached = (rule.purposes.isEmpty ? policy.purposes : policy.allPurposes).filter { rule.covers($0.purpose) }
        for (index, category) in rule.categories.enumerated() {
            if category.isSpecial, let purpose = reached.first(where: { $0.specialCondition == nil })?.purpose {
                error(
                    .specialWithoutCondition,
                    "'\(category)' is a special category and purpose '\(purpose)' has no 'specialCondition' (GDPR Art. 9(2)); "
                        + "give it one or name only purposes that have one", "\(path()).categories[\(index)]")
            }
            if category.isCriminal, let purpose = reached.first(where: { $0.criminalDataLaw == nil })?.purpose {
                error(
                    .criminalWithoutLaw,
                    "'\(category)' is criminal data and purpose '\(purpose)' has no 'criminalDataLaw' (GDPR Art. 10); "
                        + "name the law or name only purposes that have one", "\(path()).categories[\(index)]")
            }
        }
    }
}
