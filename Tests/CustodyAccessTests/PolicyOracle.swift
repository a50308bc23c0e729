import CustodyAccess
import CustodyModel

/// Decides by walking the document, name by name, the way a lawyer would read it aloud: slow, and with nothing shared with
/// the compiled form but the document.
struct PolicyOracle {
    let policy: RolePolicy
    /// What a ticket's ceiling may name.
    var categories = PolicyGenerator.categories

    struct Answer: Equatable {
        var outcome: AccessDecision.Outcome
        var reasons: Set<AccessReason>
        var allowed: Set<DataCategory> = []
        var masked: [DataCategory: Int] = [:]
        var pseudonymised: Set<DataCategory> = []
        var obligations: Set<String> = []
        var role: RoleID?
    }

    static let governing: Set<Action> = [
        "erase.plan", "erase.approve", "erase.execute", "consent.record", "incident.handle", "principal.enroll", "audit.read",
        "audit.prune", "audit.repair", "policy.change", "access.change", "access.review", "access.breakGlass",
        "access.approveBulk",
        "keys.rotate", "store.backup", "hold.place", "subject.link", "request.handle", "person.export",
    ]

    static func isBelow(_ name: String, _ ancestor: String) -> Bool { name == ancestor || name.hasPrefix(ancestor + ".") }

    /// Who asks, and what is known when the session begins.
    struct Asker {
        var principal: PrincipalID
        var activating: Set<RoleID>?
        var facts: AccessFacts
        var level: Int
        var at: Instant
    }

    /// A role in use, and where.
    struct Use: Equatable {
        var role: Role
        var scope: UnitName?
    }

    func closure(_ ids: [RoleID]) -> [Role] {
        var found: [Role] = []
        func visit(_ id: RoleID) {
            guard let role = policy.roles.first(where: { $0.id == id }), !found.contains(where: { $0.id == id }) else { return }
            found.append(role)
            role.inherits.forEach(visit)
        }
        ids.forEach(visit)
        return found
    }

    /// The roles in use, or why there are none.
    func uses(_ asker: Asker) -> (uses: [Use], refused: Set<AccessReason>) {
        let assigned = policy.principals.first { $0.principal == asker.principal }
        let grants = policy.grants.filter { $0.principal == asker.principal }
        if assigned == nil, grants.isEmpty { return ([], [.unknownPrincipal]) }
        func isLive(_ grant: RoleGrant) -> Bool {
            !grant.isSuspended && (grant.from.map { $0 <= asker.at } ?? true) && (grant.until.map { asker.at < $0 } ?? true)
        }
        let live = grants.filter { grant in
            guard isLive(grant), case .delegated(let holder) = grant.source else { return isLive(grant) }
            let own = policy.principals.first { $0.principal == holder }?.roles ?? []
            return own.contains(grant.role)
                || policy.grants.contains { source in
                    source.principal == holder && source.role == grant.role && source.source == .direct && isLive(source)
                        && (source.scope.map { scope in
                            grant.scope.map { Self.isBelow($0.rawValue, scope.rawValue) } ?? false
                        } ?? true)
                }
        }
        let authorised = Set(closure((assigned?.roles ?? []) + live.map(\.role)).map(\.id))
        if authorised.isEmpty {
            var why: Set<AccessReason> = []
            for grant in grants {
                if grant.isSuspended {
                    why.insert(.suspended)
                } else if let from = grant.from, asker.at < from {
                    why.insert(.grantNotStarted)
                } else {
                    why.insert(.grantExpired)
                }
            }
            return ([], why.isEmpty ? [.noRole] : why)
        }
        if let activating = asker.activating, activating.isEmpty || !activating.isSubset(of: authorised) {
            return ([], [.roleInactive])
        }
        var uses: [Use] = []
        func use(_ ids: [RoleID], _ scope: UnitName?) {
            var roles = closure(ids)
            if let activating = asker.activating { roles = closure(roles.map(\.id).filter(activating.contains)) }
            for role in roles where !uses.contains(Use(role: role, scope: scope)) { uses.append(Use(role: role, scope: scope)) }
        }
        use(assigned?.roles ?? [], nil)
        for grant in live { use([grant.role], grant.scope) }
        let active = Set(uses.map(\.role.id))
        for exclusion in policy.exclusions {
            let counted = exclusion.kind == .static ? authorised.union(active) : active
            if Set(exclusion.roles).intersection(counted).count > exclusion.atMost { return ([], [.separationOfDuty]) }
        }
        return (uses, [])
    }

    /// nil: nobody can say.
    func holds(_ condition: Condition, _ asker: Asker, _ request: AccessRequest) -> Bool? {
        let facts = asker.facts
        let ticketOpen = facts.ticket.map { asker.at < $0.until } ?? false
        switch condition {
        case .training(let name): return facts.trainings[name].map { asker.at < $0 }
        case .assurance(let level): return asker.level >= level
        case .weekly(let window):
            let local = asker.at.milliseconds / 60_000 + Int64(window.utcOffset)
            let names: [WeeklyWindow.Day] = [.thu, .fri, .sat, .sun, .mon, .tue, .wed]
            let minute = Int(local % 1440)
            let day = Int(local / 1440 % 7)
            if window.from < window.until {
                return window.days.contains(names[day]) && window.from <= minute && minute < window.until
            }
            return window.days.contains(names[day]) && minute >= window.from
                || window.days.contains(names[(day + 6) % 7]) && minute < window.until
        case .between(let from, let until):
            return (from == nil || from! <= asker.at) && (until == nil || asker.at < until!)
        case .consentGiven: return request.subject.consent == .unknown ? nil : request.subject.consent == .given
        case .minor: return request.subject.isMinor
        case .ownRecord: return request.record.isOwn
        case .enteredByActor: return request.record.enteredByActor
        case .sameUnit:
            guard let mine = facts.unit, let other = request.record.unit else { return nil }
            return Self.isBelow(other.rawValue, mine.rawValue)
        case .legalHold: return request.record.legalHold
        case .ticket: return ticketOpen
        case .approved:
            guard let approval = facts.approval, asker.at < approval.until else { return false }
            return request.recordCount <= approval.records
        case .recordsAtMost(let count): return request.recordCount <= count
        case .fact(let name): return facts.flags[name]
        }
    }

    func decide(_ asker: Asker, _ wanted: Set<DataCategory>, _ request: AccessRequest) -> Answer {
        let action = request.action
        let purpose = request.purpose
        func deny(_ reasons: Set<AccessReason>, _ obligations: Set<String> = []) -> Answer {
            Answer(outcome: .denied, reasons: reasons, obligations: obligations)
        }
        let (uses, refused) = uses(asker)
        if !refused.isEmpty { return deny(refused) }
        if uses.isEmpty { return deny([.noRole]) }
        let usesData = !Self.governing.contains(action)
        let declarations = policy.purposes + Purpose.builtIn
        let declaration = declarations.first { $0.purpose == purpose }
        if purpose != nil, declaration == nil { return deny([.purposeNotDeclared]) }
        if purpose == nil, usesData, !["correct", "verify"].contains(action), !wanted.isEmpty {
            return deny([.purposeNotNamed])
        }
        guard (Action.all + policy.actions).contains(action) else { return deny([.noRule]) }

        let candidates = purpose == nil ? declarations : declarations.filter { $0.purpose == purpose }
        let ceiling = asker.facts.ticket.flatMap { asker.at < $0.until ? $0.ceiling : nil } ?? []
        func inCeiling(_ category: DataCategory) -> Bool {
            ceiling.contains { Self.isBelow(category.rawValue, $0.rawValue) }
        }
        // Whatever the ticket names that no category stands for reaches nothing, and so lifts nothing.
        let hasCeiling = categories.contains(where: inCeiling)
        func lawful(_ category: DataCategory, _ declaration: PurposeDeclaration) -> Bool {
            if !usesData { return true }
            if Self.isBelow(category.rawValue, "special"), declaration.specialCondition == nil { return false }
            if Self.isBelow(category.rawValue, "criminal"), declaration.criminalDataLaw == nil { return false }
            return true
        }
        func covers(_ rule: Rule, _ declaration: PurposeDeclaration) -> Bool {
            let name = declaration.purpose.rawValue
            if rule.prohibitedPurposes.contains(where: { Self.isBelow(name, $0.rawValue) || Self.isBelow($0.rawValue, name) }) {
                return false
            }
            return rule.purposes.isEmpty || rule.purposes.contains { Self.isBelow(name, $0.rawValue) }
        }
        func speaks(_ rule: Rule) -> Bool { rule.actions.contains(action) && candidates.contains { covers(rule, $0) } }
        func names(_ rule: Rule, _ category: DataCategory) -> Bool {
            rule.categories.contains { Self.isBelow(category.rawValue, $0.rawValue) }
        }
        /// Could it give the category, if its conditions held?
        func couldGive(_ rule: Rule, _ category: DataCategory) -> Bool {
            rule.actions.contains(action) && names(rule, category)
                && candidates.contains { covers(rule, $0) && lawful(category, $0) }
        }
        func needsTicket(_ rule: Rule) -> Bool { rule.when.contains(.ticket) }
        func reach(_ use: Use) -> Bool? {
            guard let scope = use.scope else { return true }
            return request.record.unit.map { Self.isBelow($0.rawValue, scope.rawValue) }
        }
        func answers(_ rule: Rule) -> [Bool?] {
            // What a ticket lifts of a prohibition is seen category by category.
            let unless = rule.unless.filter { rule.isPermission || $0 != .ticket }
            return rule.when.map { holds($0, asker, request) } + unless.map { holds($0, asker, request).map { !$0 } }
        }
        func isLiftable(_ rule: Rule) -> Bool { rule.isOverridable || rule.unless.contains(.ticket) }
        func permits(_ use: Use, _ rule: Rule) -> Bool {
            reach(use) == true && answers(rule).allSatisfy { $0 == true } && request.supports.isSuperset(of: rule.obligations)
        }
        let all = uses.flatMap { use in use.role.rules.map { (use: use, rule: $0) } }
        let giving = all.filter { $0.rule.isPermission && speaks($0.rule) }
        let taking = all.filter { pair in
            !pair.rule.isPermission && speaks(pair.rule) && reach(pair.use) != false
                && answers(pair.rule).allSatisfy { $0 != false }
        }
        func gives(_ pair: (use: Use, rule: Rule), _ category: DataCategory) -> Bool {
            permits(pair.use, pair.rule) && couldGive(pair.rule, category)
                && (!needsTicket(pair.rule) || inCeiling(category))
        }
        func isWhole(_ rule: Rule) -> Bool {
            rule.effect == .forbid && rule.categories.isEmpty && !(isLiftable(rule) && hasCeiling)
        }
        func takes(_ rule: Rule, _ category: DataCategory) -> Bool {
            if isLiftable(rule), hasCeiling, inCeiling(category) { return false }
            return (rule.effect == .forbid && rule.categories.isEmpty) || names(rule, category)
        }
        var demanded: Set<String> = []
        for pair in taking where isWhole(pair.rule) || wanted.contains(where: { takes(pair.rule, $0) }) {
            demanded.formUnion(pair.rule.obligations.names)
        }

        var answer = Answer(outcome: .permitted, reasons: [.permitted])
        if taking.contains(where: { isWhole($0.rule) }) { answer.reasons.insert(.forbidden) }
        for category in wanted {
            let against = taking.filter { takes($0.rule, category) }
            if !against.isEmpty {
                if against.contains(where: { $0.rule.effect == .forbid }) { answer.reasons.insert(.forbidden) }
                if against.contains(where: { $0.rule.effect == .allow }) { answer.reasons.insert(.droppedByRule) }
                continue
            }
            let treatments = giving.filter { gives($0, category) }.map(\.rule.treatment)
            if treatments.contains(.clear) {
                answer.allowed.insert(category)
            } else if let most = treatments.compactMap({ if case .mask(let keep) = $0 { keep } else { nil } }).max() {
                answer.masked[category] = most
            } else if treatments.contains(.pseudonymise) {
                answer.pseudonymised.insert(category)
            } else if !candidates.contains(where: { lawful(category, $0) }) {
                answer.reasons.insert(
                    Self.isBelow(category.rawValue, "special") ? .specialCategoryWithoutCondition : .criminalDataWithoutLaw)
            } else {
                let missed = giving.filter { couldGive($0.rule, category) }
                if missed.isEmpty { answer.reasons.insert(.noRule) }
                for pair in missed { answer.reasons.formUnion(missing(pair.use, pair.rule, reach(pair.use), asker, request)) }
            }
        }
        let given = answer.allowed.union(answer.masked.keys).union(answer.pseudonymised)
        let isGiven: Bool
        if wanted.isEmpty {
            isGiven = giving.contains { permits($0.use, $0.rule) } && !taking.contains { isWhole($0.rule) }
            if !isGiven, !giving.contains(where: { permits($0.use, $0.rule) }) {
                for pair in giving {
                    answer.reasons.formUnion(missing(pair.use, pair.rule, reach(pair.use), asker, request))
                }
                if answer.reasons == [.permitted] { answer.reasons.insert(.noRule) }
            }
        } else {
            isGiven = !given.isEmpty
        }
        guard isGiven else { return deny(answer.reasons.subtracting([.permitted]), demanded) }
        if usesData {
            let refusals = refusals(declaration, request.subject)
            if !refusals.isEmpty { return deny(refusals.union(answer.reasons).subtracting([.permitted]), demanded) }
        }
        answer.obligations = demanded
        for pair in giving where permits(pair.use, pair.rule) {
            if wanted.isEmpty || given.contains(where: { gives(pair, $0) }) {
                answer.obligations.formUnion(pair.rule.obligations.names)
            }
        }
        guard answer.obligations.isSubset(of: request.supports.names) else {
            return deny(answer.reasons.union([.obligationUnsupported]).subtracting([.permitted]), answer.obligations)
        }
        answer.role =
            uses.first { use in
                use.role.rules.contains { rule in
                    guard rule.isPermission, speaks(rule) else { return false }
                    return wanted.isEmpty ? permits(use, rule) : given.contains { gives((use, rule), $0) }
                }
            }?.role.id
        if !answer.masked.isEmpty || answer.allowed.count < wanted.count { answer.outcome = .permittedPartly }
        return answer
    }

    private func missing(
        _ use: Use, _ rule: Rule, _ reach: Bool?, _ asker: Asker, _ request: AccessRequest
    ) -> Set<AccessReason> {
        var why: Set<AccessReason> = []
        if reach != true { why.insert(.outsideScope) }
        if !request.supports.isSuperset(of: rule.obligations) { why.insert(.obligationUnsupported) }
        for condition in rule.when {
            switch holds(condition, asker, request) {
            case true?: break
            case nil: why.insert(.conditionUnknown)
            case false?:
                switch condition {
                case .training: why.insert(.trainingNotCurrent)
                case .assurance: why.insert(.weakAuthentication)
                case .weekly, .between: why.insert(.outsideHours)
                case .ticket: why.insert(.ticketMissing)
                case .approved: why.insert(.approvalMissing)
                case .recordsAtMost: why.insert(.tooManyRecords)
                default: why.insert(.conditionNotMet)
                }
            }
        }
        for condition in rule.unless {
            switch holds(condition, asker, request) {
            case false?: break
            case nil: why.insert(.conditionUnknown)
            case true?: why.insert(.conditionNotMet)
            }
        }
        if why.isEmpty, rule.when.contains(.ticket) { why.insert(.ticketMissing) }
        return why
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
                ["gdpr:6(1)(e)", "gdpr:6(1)(f)", "uk-gdpr:6(1)(ea)"].contains(declaration.basis.rawValue)
                || Self.isBelow(declaration.purpose.rawValue, "directMarketing")
            if subject.objected, yields { reasons.insert(.objected) }
        }
        let bySetLaw =
            declaration.map {
                Purpose.builtIn.contains($0) || $0.restrictionException != nil
                    || Self.isBelow($0.purpose.rawValue, "legalClaims")
            } ?? false
        if subject.restricted, subject.consent != .given, !bySetLaw { reasons.insert(.restricted) }
        return reasons
    }
}
