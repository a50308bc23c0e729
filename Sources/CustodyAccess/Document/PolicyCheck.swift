import CustodyModel

/// One run over a document.
struct PolicyCheck {
    let policy: RolePolicy
    let hierarchy: RoleHierarchy
    let roleNames: Set<RoleID>
    let declared: [Purpose: PurposeDeclaration]
    let facts: Set<FactID>
    let trainings: Set<TrainingID>
    var findings = PolicyFindings()

    init(_ policy: RolePolicy) {
        self.policy = policy
        hierarchy = RoleHierarchy(policy.roles)
        roleNames = Set(policy.roles.map(\.id))
        declared = Dictionary(policy.allPurposes.map { ($0.purpose, $0) }, uniquingKeysWith: { first, _ in first })
        facts = Set(policy.facts)
        trainings = Set(policy.trainings)
    }

    mutating func findErrors() {
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
        checkMasks()
        checkActions()
        for (index, declaration) in policy.purposes.enumerated() { check(declaration, at: "purposes[\(index)]") }
        refuseTwice(policy.purposes.map(\.purpose.rawValue), "purpose", "purposes", ".purpose")
        for (index, role) in policy.roles.enumerated() { check(role, at: "roles[\(index)]") }
        refuseTwice(policy.roles.map(\.id.rawValue), "role", "roles", ".id")
        refuseTwice(policy.facts.map(\.rawValue), "fact", "facts")
        refuseTwice(policy.trainings.map(\.rawValue), "training", "trainings")
        checkCycles()
        checkExclusions()
        checkPrincipals()
        checkGrants()
        checkHolders()
    }

    mutating func error(_ code: PolicyFinding.Code, _ message: String, _ path: String) {
        findings.errors.append(PolicyFinding(code, message, at: path))
    }

    mutating func warning(_ code: PolicyFinding.Code, _ message: String, _ path: String) {
        findings.warnings.append(PolicyFinding(code, message, at: path))
    }

    /// - Parameter isPersonal: whether the names are, or hold, those of principals; the path says whose then, and messages get into logs.
    mutating func refuseTwice(
        _ names: [String], _ kind: String, _ list: String, _ key: String = "", besides known: Set<String> = [],
        isPersonal: Bool = false
    ) {
        var seen = known
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            let what = isPersonal ? "the \(kind)" : "\(kind) '\(name)'"
            error(.duplicate, "\(what) is there already; keep one", "\(list)[\(index)]\(key)")
        }
    }

    /// A decision has room for so many different numbers of characters that stay.
    mutating func checkMasks() {
        var numbers: Set<Int> = []
        for roleIndex in policy.roles.indices {
            for ruleIndex in policy.roles[roleIndex].rules.indices {
                guard case .mask(let keepLast) = policy.roles[roleIndex].rules[ruleIndex].treatment,
                    numbers.insert(keepLast).inserted,
                    numbers.count == MaskDepths.capacity + 1
                else { continue }
                error(
                    .tooManyMasks, "the rules name more than \(MaskDepths.capacity) different numbers; use one that is there",
                    "roles[\(roleIndex)].rules[\(ruleIndex)].keepLast")
            }
        }
    }

    mutating func checkActions() {
        for (index, action) in policy.actions.enumerated() where !action.rawValue.isTreeName {
            error(.malformedName, "'\(action)' is no name; use \(String.treeNameRule)", "actions[\(index)]")
        }
        refuseTwice(policy.actions.map(\.rawValue), "action", "actions", besides: Set(Action.all.map(\.rawValue)))
        findings.errors += policy.actionFindings()
    }

    mutating func check(_ declaration: PurposeDeclaration, at path: String) {
        let purpose = declaration.purpose
        if !purpose.isWellFormed {
            error(.malformedName, "'\(purpose)' is no name; use \(String.treeNameRule)", "\(path).purpose")
        }
        if Purpose.builtIn.contains(where: { $0.purpose == purpose }) {
            error(.builtInPurpose, "'\(purpose)' is set by law and always declared; leave it out", "\(path).purpose")
        }
        if declaration.basis.rawValue.isEmpty || declaration.basis.isUnknownToGDPR {
            let shared = LawfulBasis.gdpr.map(\.rawValue).joined(separator: ", ")
            let british = LawfulBasis.unitedKingdom.map(\.rawValue).joined(separator: ", ")
            error(
                .unknownLaw,
                "'\(declaration.basis)' is no lawful basis; the GDPR has \(shared), and the UK GDPR beside them \(british)",
                "\(path).basis")
        }
        if let condition = declaration.specialCondition, condition.rawValue.isEmpty || condition.isUnknownToGDPR {
            error(
                .unknownLaw,
                "'\(condition)' is no condition for special categories; the GDPR has "
                    + SpecialCategoryCondition.gdpr.map(\.rawValue).joined(separator: ", "), "\(path).specialCondition")
        }
        if declaration.basis == .legitimateInterests, declaration.note?.isSaid != true {
            error(
                .missingBalancing,
                "'\(purpose)' stands on legitimate interests; say in 'note' why the person's interests do not override them",
                "\(path).note")
        }
        checkInterest(of: declaration, at: path)
        if let law = declaration.criminalDataLaw, !law.isSaid {
            error(.unknownLaw, "'criminalDataLaw' names no law; name it or leave it out", "\(path).criminalDataLaw")
        }
    }

    /// Recognised legitimate interests are those of a closed list, and no other basis rests on it.
    private mutating func checkInterest(of declaration: PurposeDeclaration, at path: String) {
        let purpose = declaration.purpose
        switch (declaration.basis == .recognisedInterests, declaration.recognisedInterest) {
        case (true, nil):
            let names = RecognisedInterest.allCases.map(\.rawValue).joined(separator: ", ")
            error(
                .missingCondition,
                "'\(purpose)' stands on recognised legitimate interests; say in 'recognisedInterest' which condition it meets: \(names)",
                "\(path).recognisedInterest")
        case (false, _?):
            error(
                .missingCondition,
                "'\(purpose)' names a condition of recognised legitimate interests and stands on '\(declaration.basis)'; leave it out, "
                    + "or declare it on '\(LawfulBasis.recognisedInterests)'", "\(path).recognisedInterest")
        default: break
        }
    }

    mutating func checkCycles() {
        for cycle in hierarchy.cycles() {
            let index = policy.roles.firstIndex { $0.id == cycle.first } ?? 0
            let names = cycle.map(\.rawValue).joined(separator: " → ")
            error(.inheritanceCycle, "roles inherit from each other in a circle: \(names)", "roles[\(index)].inherits")
        }
    }
}
