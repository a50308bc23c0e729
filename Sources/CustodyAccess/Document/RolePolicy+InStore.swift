import CustodyModel

extension RolePolicy {
    /// What says less, or more, in a store than it seems to: a `Custodian` does not know what the host knows of a record, and only who reads
    /// tells it what they do in return. An engine of the host's own that asks the policy may know all of it.
    func storeWarnings() -> [PolicyFinding] {
        var warnings: [PolicyFinding] = []
        for (roleIndex, role) in roles.enumerated() {
            for (ruleIndex, rule) in role.rules.enumerated() {
                warnings += rule.storeWarnings(at: "roles[\(roleIndex)].rules[\(ruleIndex)]")
            }
        }
        for (index, grant) in grants.enumerated() where grant.scope != nil {
            warnings.append(
                PolicyFinding(
                    .unknownInStore,
                    "a store does not know to which part of the organisation a record belongs: the grant gives nothing there, and "
                        + "what it forbids it forbids everywhere", at: "grants[\(index)].scope"))
        }
        return warnings
    }
}

extension Rule {
    fileprivate func storeWarnings(at path: String) -> [PolicyFinding] {
        var warnings: [PolicyFinding] = []
        let effect = isPermission ? "never gives anything there" : "applies there either way"
        for (list, conditions) in [("when", when), ("unless", unless)] {
            for (index, condition) in conditions.enumerated() where condition.isUnknownInStore {
                warnings.append(
                    PolicyFinding(
                        .unknownInStore, "a store does not know whether \(condition): the rule \(effect)",
                        at: "\(path).\(list)[\(index)]"))
            }
        }
        let demanded = obligations.subtracting(.audit)
        if !demanded.isEmpty, let other = actions.first(where: { $0 != .read }) {
            let effect = isPermission ? "the rule gives nothing for it there" : "what it touches is denied there as a whole"
            warnings.append(
                PolicyFinding(
                    .unmetInStore,
                    "in a store only who reads says what they do in return (\(demanded)), and not who does '\(other)': \(effect)",
                    at: "\(path).obligations"))
        }
        return warnings
    }
}

extension Condition {
    /// Whether a `Custodian` has no answer to it, whatever it is told of the principal.
    fileprivate var isUnknownInStore: Bool {
        switch self {
        case .minor, .ownRecord, .enteredByActor, .sameUnit, .legalHold: true
        case .training, .assurance, .weekly, .between, .consentGiven, .ticket, .approved, .recordsAtMost, .fact: false
        }
    }
}
