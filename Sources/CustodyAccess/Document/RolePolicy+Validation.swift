public import CustodyModel

extension RolePolicy {
    /// Everything that is wrong with the document, errors and warnings apart. Only a document without errors can be compiled.
    public func validate() -> PolicyFindings {
        var check = PolicyCheck(self)
        check.findErrors()
        check.findWarnings()
        return check.findings
    }

    /// The same for a store of these records. There is a warning for each category that a rule names and no field of the records has:
    /// most likely it is misspelt, and a prohibition of it prohibits nothing. And there is one for what a `Custodian` never finds out:
    /// conditions on the record or on a minor, grants for a part of the organisation, and obligations of other actions than reading.
    public func validate(against records: [RecordSchema]) -> PolicyFindings {
        var findings = validate()
        findings.warnings += storeWarnings()
        let held = Set(records.flatMap(\.fields).map(\.category))
        for (roleIndex, role) in roles.enumerated() {
            for (ruleIndex, rule) in role.rules.enumerated() {
                for (index, category) in rule.categories.enumerated() where !held.contains(where: { $0.isWithin(category) }) {
                    findings.warnings.append(
                        PolicyFinding(
                            .unknownCategory, "no field is of category '\(category)' or below it; is it misspelt?",
                            at: "roles[\(roleIndex)].rules[\(ruleIndex)].categories[\(index)]"))
                }
            }
        }
        return findings
    }

    /// Throws the errors of ``validate()`` together.
    func requireValid() throws(AccessError) {
        var check = PolicyCheck(self)
        check.findErrors()
        let errors = check.findings.errors
        guard let first = errors.first else { return }
        let more = errors.count > 1 ? "; \(errors.count - 1) more in `findings`" : ""
        throw AccessError(.invalidPolicy, "\(first.message)\(more)", at: first.path, findings: errors)
    }

    /// The actions that a rule names and nobody declared.
    func actionFindings() -> [PolicyFinding] {
        let known = Set(Action.all + actions)
        var findings: [PolicyFinding] = []
        for roleIndex in roles.indices {
            for ruleIndex in roles[roleIndex].rules.indices {
                for (index, action) in roles[roleIndex].rules[ruleIndex].actions.enumerated() where !known.contains(action) {
                    let rule = roles[roleIndex].rules[ruleIndex]
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

extension Action {
    /// Whether the action uses data for a purpose, so that consent, objection and restriction speak to it.
    ///
    /// What governs the data does not: an objection must not hinder the erasure, and no consent is needed to record one.
    /// Actions of the host do, so that a new one is never freer than reading.
    var usesData: Bool {
        switch self {
        case .planErasure, .approveErasure, .executeErasure, .recordConsent, .handleIncident, .enrollPrincipal, .readLog,
            .exportLog, .revealActors, .pruneLog, .repairLog, .changePolicy, .changeAccess, .reviewAccess, .breakGlass,
            .approveBulk, .rotateKeys, .backUp, .placeHold, .linkSubjects, .handleRequest, .exportPerson:
            false
        default: true
        }
    }

    /// Whether personal data is touched by it only for a purpose that is named. Data is kept accurate whatever it is used for.
    var needsPurpose: Bool { usesData && self != .correct && self != .verify }
}

extension String {
    static var treeNameRule: String { "letters, digits, '-' and '_' in parts separated by '.'" }

    /// Whether it has the form of a name in a tree.
    var isTreeName: Bool { Purpose(rawValue: self).isWellFormed }

    /// Whether it can name somebody: not empty, no control characters, no space at the ends.
    var isPlainName: Bool {
        // Most names have nothing else; to ask for the properties of every character takes many times as long.
        if utf8.allSatisfy({ (0x21...0x7e).contains($0) }) { return !isEmpty && utf8.count <= 256 }
        return !isEmpty && utf8.count <= 256 && first?.isWhitespace == false && last?.isWhitespace == false
            && unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
