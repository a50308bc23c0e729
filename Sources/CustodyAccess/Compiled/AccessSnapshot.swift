import CustodyModel

/// The tables of a compiled policy.
///
/// A cell says what one role's own rules permit for one action and purpose. A decision adds up the cells of the roles that
/// the principal holds, so its cost grows with those and not with the number of rules. Rows (all purposes of one role and
/// action) and cells that are equal are stored once, and row 0 and cell 0 are empty: most pairs share them.
final class AccessSnapshot: Sendable {
    /// What one role permits for one action and purpose.
    struct Cell: Hashable {
        var exists = false
        var allowed = CategoryMask.none
        var masked = CategoryMask.none
        var masks: [MaskRule] = []
    }

    /// What a purpose asks of the person and of the data.
    struct PurposeTerms {
        var needsConsent: Bool
        var yieldsToObjection: Bool
        var survivesRestriction: Bool
        var special: Bool
        var criminal: Bool
    }

    /// The roles of a principal, by place.
    enum Holder: Sendable {
        case unknown
        case roles([Int])
    }

    let version: PolicyVersion
    let categories: CategoryRegistry
    let special: CategoryMask
    let criminal: CategoryMask
    let roles: [RoleID]
    let holders: [PrincipalID: [Int]]
    let actions: [Action: Int]
    let purposes: [Purpose: Int]
    /// The last stands for "no purpose named".
    let terms: [PurposeTerms]
    let rowOfRoleAndAction: [UInt32]
    let cellOfRowAndPurpose: [UInt32]
    let cells: [Cell]

    /// Compiles a document that is known to be valid. An invalid one compiles too, without a trap, but means nothing.
    init(_ policy: RolePolicy, categories: CategoryRegistry, version: PolicyVersion) {
        var compiler = PolicyCompiler(policy, categories: categories)
        compiler.fillTables()
        self.version = version
        self.categories = categories
        special = compiler.special
        criminal = compiler.criminal
        roles = compiler.roles.map(\.id)
        holders = compiler.holders()
        actions = compiler.actions
        purposes = compiler.purposes
        terms = compiler.terms
        rowOfRoleAndAction = compiler.rowOfRoleAndAction
        cellOfRowAndPurpose = compiler.cellOfRowAndPurpose
        cells = compiler.cells
    }

    func holder(_ principal: PrincipalID) -> Holder { holders[principal].map(Holder.roles) ?? .unknown }

    private func cell(_ role: Int, _ action: Int, _ purpose: Int) -> Int {
        let row = Int(rowOfRoleAndAction[role * actions.count + action])
        return row == 0 ? 0 : Int(cellOfRowAndPurpose[row * terms.count + purpose])
    }

    func decide(_ request: AccessRequest, by holder: Holder) -> AccessDecision {
        guard case .roles(let held) = holder else { return deny(request, AccessReasons(.unknownPrincipal)) }
        guard !held.isEmpty else { return deny(request, AccessReasons(.noRole)) }
        let wanted = request.categories
        let purpose: Int
        if let named = request.purpose {
            guard let place = purposes[named] else { return deny(request, AccessReasons(.purposeNotDeclared)) }
            purpose = place
        } else {
            if !wanted.isEmpty, request.action.usesData, request.action != .correct {
                return deny(request, AccessReasons(.purposeNotNamed))
            }
            purpose = terms.count - 1
        }
        guard let action = actions[request.action] else { return deny(request, AccessReasons(.noRule)) }

        var allowed = CategoryMask.none
        var masked = CategoryMask.none
        var giver: Int?
        for role in held {
            let place = cell(role, action, purpose)
            guard place != 0 else { continue }
            let gift = cells[place].allowed.union(cells[place].masked).intersection(wanted)
            if giver == nil, wanted.isEmpty || !gift.isEmpty { giver = role }
            allowed = allowed.union(cells[place].allowed)
            masked = masked.union(cells[place].masked)
        }
        let withheld = withheld(wanted, allowed.union(masked), terms[purpose], usesData: request.action.usesData)
        guard let giver else { return deny(request, withheld.isEmpty ? AccessReasons(.noRule) : withheld) }
        if request.action.usesData {
            let refusals = refusals(terms[purpose], request.subject)
            if !refusals.isEmpty { return deny(request, refusals.union(withheld)) }
        }
        masked = masked.subtracting(allowed).intersection(wanted)
        return AccessDecision(
            permitting: request, allowed: allowed,
            maskRules: masked.isEmpty ? [] : maskRules(held, action, purpose),
            withheld: withheld, role: roles[giver], policyVersion: version)
    }

    private func deny(_ request: AccessRequest, _ reasons: AccessReasons) -> AccessDecision {
        AccessDecision(denying: request, because: reasons, policyVersion: version)
    }

    /// Why parts of the request are withheld although the person has nothing against it.
    private func withheld(
        _ wanted: CategoryMask, _ granted: CategoryMask, _ terms: PurposeTerms, usesData: Bool
    ) -> AccessReasons {
        var reasons: AccessReasons = []
        var rest = wanted.subtracting(granted)
        guard !rest.isEmpty else { return reasons }
        if usesData, !terms.special, !rest.intersection(special).isEmpty {
            reasons.insert(.specialCategoryWithoutCondition)
            rest = rest.subtracting(special)
        }
        if usesData, !terms.criminal, !rest.intersection(criminal).isEmpty {
            reasons.insert(.criminalDataWithoutLaw)
            rest = rest.subtracting(criminal)
        }
        if !rest.isEmpty { reasons.insert(.noRule) }
        return reasons
    }

    /// What the person's will says against the use.
    private func refusals(_ terms: PurposeTerms, _ subject: SubjectFacts) -> AccessReasons {
        var reasons: AccessReasons = []
        if terms.needsConsent {
            switch subject.consent {
            case .given: break
            case .notAsked: reasons.insert(.noConsent)
            case .refused: reasons.insert(.consentRefused)
            case .withdrawn: reasons.insert(.consentWithdrawn)
            case .unknown: reasons.insert(.consentUnknown)
            }
        }
        if subject.objected, terms.yieldsToObjection { reasons.insert(.objected) }
        if subject.restricted, !terms.survivesRestriction, subject.consent != .given { reasons.insert(.restricted) }
        return reasons
    }

    private func maskRules(_ held: [Int], _ action: Int, _ purpose: Int) -> [MaskRule] {
        var rules: [MaskRule] = []
        for role in held {
            for rule in cells[cell(role, action, purpose)].masks {
                rules.add(rule.categories, keepLast: rule.keepLast)
            }
        }
        return rules
    }
}
