import CustodyModel

extension AccessSnapshot {
    /// A request without its names.
    struct Query {
        var action: Int
        var purpose: Int
        var categories: CategoryMask
        var subject: SubjectFacts
        var at: Instant
        var record: RecordFacts
        var recordCount: Int
        var supports: Obligations
    }

    /// What the rules come to, before the person is asked.
    private struct Sum {
        var exists = false
        var forbidsAll = false
        var allowed = CategoryMask.none
        var masked = CategoryMask.none
        var pseudonymised = CategoryMask.none
        var dropped = CategoryMask.none
        var forbidden = CategoryMask.none
        /// What prohibitions that applied ask for.
        var obligations: Obligations = []
        /// What permissions that applied may ask for.
        var offered: Obligations = []
        var giver: Int32 = -1

        var granted: CategoryMask { allowed.union(masked).union(pseudonymised) }
        var taken: CategoryMask { dropped.union(forbidden) }
    }

    func decide(_ request: AccessRequest, by session: SessionState) -> AccessDecision {
        func deny(_ reason: AccessReason) -> AccessDecision {
            self.deny(request.categories, AccessReasons(reason), session)
        }
        if let refused = refuse(request.categories, at: request.at, session) { return refused }
        let purpose: Int
        if let named = request.purpose {
            guard let place = purposes[named] else { return deny(.purposeNotDeclared) }
            purpose = place
        } else {
            if !request.categories.isEmpty, request.action.usesData, request.action != .correct {
                return deny(.purposeNotNamed)
            }
            purpose = terms.count - 1
        }
        guard let action = actions[request.action] else { return deny(.noRule) }
        return answer(
            Query(
                action: action, purpose: purpose, categories: request.categories, subject: request.subject, at: request.at,
                record: request.record, recordCount: request.recordCount, supports: request.supports), session)
    }

    /// A denial when the session as a whole has no answer.
    @inline(__always)
    func refuse(_ wanted: CategoryMask, at: Instant, _ session: SessionState) -> AccessDecision? {
        if let end = session.validUntil, at >= end { return deny(wanted, AccessReasons(.sessionStale), session) }
        if let from = session.from, at < from { return deny(wanted, AccessReasons(.sessionStale), session) }
        return session.refusal.isEmpty ? nil : deny(wanted, session.refusal, session)
    }

    /// The decision about a request whose names are known, in a session that has answers.
    func answer(_ query: Query, _ session: SessionState) -> AccessDecision {
        let wanted = query.categories
        let usesData = usesData[query.action]
        let terms = terms[query.purpose]
        let sum = add(query, session)
        let net = sum.granted.subtracting(sum.taken).intersection(wanted)
        let isGiven = wanted.isEmpty ? sum.exists && !sum.forbidsAll : !net.isEmpty
        let rest = wanted.subtracting(net)
        var reasons: AccessReasons = []
        if !rest.isEmpty || !isGiven { reasons = why(rest, query, session, sum, terms, usesData) }
        guard isGiven else { return deny(wanted, reasons, session, sum.obligations) }
        if usesData {
            let refusals = refusals(terms, query.subject)
            if !refusals.isEmpty { return deny(wanted, refusals.union(reasons), session, sum.obligations) }
        }
        var obligations = sum.obligations
        if !sum.offered.isEmpty { obligations.formUnion(asked(by: query, session, net)) }
        if !query.supports.isSuperset(of: obligations) {
            return deny(wanted, reasons.union(AccessReasons(.obligationUnsupported)), session, obligations)
        }
        var giver = sum.giver
        if !sum.taken.intersection(sum.granted).intersection(wanted).isEmpty || giver < 0 {
            giver = firstGiver(of: net, query, session) ?? giver
        }
        let allowed = sum.allowed.intersection(net)
        let masked = sum.masked.intersection(net).subtracting(allowed)
        let pseudonymised = net.subtracting(allowed).subtracting(masked)
        reasons.insert(.permitted)
        return AccessDecision(
            allowed: allowed, masked: masked, pseudonymised: pseudonymised, dropped: rest,
            maskRules: masked.isEmpty ? [] : maskRules(masked, query, session), reasons: reasons,
            obligations: obligations, role: giver < 0 ? nil : roles[Int(giver)], policyVersion: version,
            validUntil: session.validUntil)
    }

    private func deny(
        _ wanted: CategoryMask, _ reasons: AccessReasons, _ session: SessionState, _ obligations: Obligations = []
    ) -> AccessDecision {
        AccessDecision(
            denying: wanted, because: reasons, obligations: obligations, policyVersion: version,
            validUntil: session.validUntil)
    }

    // MARK: Adding up

    private func add(_ query: Query, _ session: SessionState) -> Sum {
        var sum = Sum()
        for held in session.held {
            let place = cell(Int(held.role), query.action, query.purpose)
            guard place != 0 else { continue }
            let cell = cells[place]
            var reach = Truth.yes
            if held.scope >= 0 {
                reach = session.reaches(held.scope, query.record)
                if reach == .no { continue }
            }
            if reach == .yes {
                let gift = cell.allowed.union(cell.masked).union(cell.pseudonymised).intersection(query.categories)
                if sum.giver < 0, cell.exists, query.categories.isEmpty || !gift.isEmpty { sum.giver = held.role }
                sum.exists = sum.exists || cell.exists
                sum.allowed = sum.allowed.union(cell.allowed)
                sum.masked = sum.masked.union(cell.masked)
                sum.pseudonymised = sum.pseudonymised.union(cell.pseudonymised)
            }
            sum.dropped = sum.dropped.union(cell.dropped)
            sum.forbidden = sum.forbidden.union(cell.forbidden)
            sum.forbidsAll = sum.forbidsAll || cell.forbidsAll
            if cell.entryCount != 0 { add(cell, held.role, reach, query, session, &sum) }
        }
        return sum
    }

    private func add(
        _ cell: Cell, _ role: Int32, _ reach: Truth, _ query: Query, _ session: SessionState, _ sum: inout Sum
    ) {
        for place in entryPlaces(of: cell) {
            let entry = entries[place]
            if entry.isPermission {
                guard reach == .yes, applies(entry, query, session) else { continue }
                let gift = entry.usesTicket ? entry.categories.intersection(session.ceiling) : entry.categories
                sum.exists = true
                sum.offered.formUnion(entry.obligations)
                if sum.giver < 0, query.categories.isEmpty || !gift.intersection(query.categories).isEmpty {
                    sum.giver = role
                }
                switch entry.effect {
                case .clear: sum.allowed = sum.allowed.union(gift)
                case .mask: sum.masked = sum.masked.union(gift)
                case .pseudonymise, .drop, .forbid: sum.pseudonymised = sum.pseudonymised.union(gift)
                }
            } else {
                // A prohibition that cannot be evaluated applies.
                guard truth(of: entry, query, session) != .no else { continue }
                let isLifted = entry.isOverridable && !session.ceiling.isEmpty
                let taken = isLifted ? entry.categories.subtracting(session.ceiling) : entry.categories
                let isWhole = entry.isWhole && !isLifted
                if isWhole || !taken.intersection(query.categories).isEmpty { sum.obligations.formUnion(entry.obligations) }
                if entry.effect == .drop {
                    sum.dropped = sum.dropped.union(taken)
                } else {
                    sum.forbidden = sum.forbidden.union(taken)
                    sum.forbidsAll = sum.forbidsAll || isWhole
                }
            }
        }
    }

    /// Whether a permission applies: everything it asks for is known to be so, and the caller will do what it asks.
    @inline(__always)
    private func applies(_ entry: Entry, _ query: Query, _ session: SessionState) -> Bool {
        query.supports.isSuperset(of: entry.obligations) && truth(of: entry, query, session) == .yes
    }

    /// The least of the answers to the entry's conditions.
    @inline(__always)
    func truth(of entry: Entry, _ query: Query, _ session: SessionState) -> Truth {
        var truth = Truth.yes
        var place = Int(entry.firstCondition)
        let end = place &+ Int(entry.conditionCount)
        while place < end {
            truth = min(truth, answer(uses[place], query, session))
            place &+= 1
        }
        return truth
    }

    @inline(__always)
    private func answer(_ use: ConditionUse, _ query: Query, _ session: SessionState) -> Truth {
        let place = Int(use.place)
        let truth = session.truths[place] ?? session.answer(tests[place], query.subject, query.record, query.recordCount)
        return use.isNegated ? truth.negated : truth
    }

    // MARK: What only some answers need

    /// Every cell and entry that could speak about the query, with the reach of the role.
    private func visit(
        _ query: Query, _ session: SessionState, _ body: (SessionState.Held, Truth, Cell) -> Void
    ) {
        for held in session.held {
            let place = cell(Int(held.role), query.action, query.purpose)
            guard place != 0 else { continue }
            body(held, held.scope < 0 ? .yes : session.reaches(held.scope, query.record), cells[place])
        }
    }

    private func asked(by query: Query, _ session: SessionState, _ net: CategoryMask) -> Obligations {
        var asked: Obligations = []
        visit(query, session) { _, reach, cell in
            guard reach == .yes else { return }
            for place in entryPlaces(of: cell) where entries[place].isPermission {
                let entry = entries[place]
                let gift = entry.usesTicket ? entry.categories.intersection(session.ceiling) : entry.categories
                guard applies(entry, query, session), query.categories.isEmpty || !gift.intersection(net).isEmpty else {
                    continue
                }
                asked.formUnion(entry.obligations)
            }
        }
        return asked
    }

    private func firstGiver(of net: CategoryMask, _ query: Query, _ session: SessionState) -> Int32? {
        var giver: Int32?
        visit(query, session) { held, reach, cell in
            guard giver == nil, reach == .yes else { return }
            var gift = cell.allowed.union(cell.masked).union(cell.pseudonymised)
            var exists = cell.exists
            for place in entryPlaces(of: cell) where entries[place].isPermission {
                let entry = entries[place]
                guard applies(entry, query, session) else { continue }
                exists = true
                gift = gift.union(entry.usesTicket ? entry.categories.intersection(session.ceiling) : entry.categories)
            }
            if exists, query.categories.isEmpty || !gift.intersection(net).isEmpty { giver = held.role }
        }
        return giver
    }

    private func maskRules(_ masked: CategoryMask, _ query: Query, _ session: SessionState) -> [MaskRule] {
        var only: UInt32 = 0
        var isSimple = true
        var rules: [MaskRule] = []
        func spread() {
            if isSimple, only != 0 { rules = maskTables[Int(only)] }
            isSimple = false
        }
        visit(query, session) { _, reach, cell in
            guard reach == .yes else { return }
            if cell.maskTable != 0, cell.maskTable != only {
                if isSimple, only == 0 {
                    only = cell.maskTable
                } else {
                    spread()
                    for rule in maskTables[Int(cell.maskTable)] { rules.add(rule.categories, keepLast: rule.keepLast) }
                }
            }
            for place in entryPlaces(of: cell) where entries[place].effect == .mask {
                let entry = entries[place]
                guard applies(entry, query, session) else { continue }
                spread()
                let gift = entry.usesTicket ? entry.categories.intersection(session.ceiling) : entry.categories
                rules.add(gift, keepLast: Int(entry.keepLast))
            }
        }
        let all = isSimple ? maskTables[Int(only)] : rules
        // The common case hands out the list of the table: nothing is allocated.
        if all.reduce(CategoryMask.none, { $0.union($1.categories) }) == masked { return all }
        return all.compactMap { rule in
            let part = rule.categories.intersection(masked)
            return part.isEmpty ? nil : MaskRule(part, keepLast: rule.keepLast)
        }
    }

    /// What the person's will says against the use.
    func refusals(_ terms: PurposeTerms, _ subject: SubjectFacts) -> AccessReasons {
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

    /// Why parts of the request are withheld, or all of it, although the person has nothing against it.
    private func why(
        _ rest: CategoryMask, _ query: Query, _ session: SessionState, _ sum: Sum, _ terms: PurposeTerms, _ usesData: Bool
    ) -> AccessReasons {
        var reasons: AccessReasons = []
        if sum.forbidsAll { reasons.insert(.forbidden) }
        var open = rest
        if !open.intersection(sum.forbidden).isEmpty { reasons.insert(.forbidden) }
        if !open.intersection(sum.dropped).isEmpty { reasons.insert(.droppedByRule) }
        open = open.subtracting(sum.taken)
        if usesData, !terms.special, !open.intersection(special).isEmpty {
            reasons.insert(.specialCategoryWithoutCondition)
            open = open.subtracting(special)
        }
        if usesData, !terms.criminal, !open.intersection(criminal).isEmpty {
            reasons.insert(.criminalDataWithoutLaw)
            open = open.subtracting(criminal)
        }
        let asksForNone = query.categories.isEmpty
        guard !open.isEmpty || (asksForNone && !sum.exists) else { return reasons }
        var explained = CategoryMask.none
        visit(query, session) { _, reach, cell in
            func note(_ categories: CategoryMask, _ cause: AccessReasons) {
                guard !cause.isEmpty, asksForNone || !categories.intersection(open).isEmpty else { return }
                explained = explained.union(categories)
                reasons.formUnion(cause)
            }
            if reach != .yes, cell.exists {
                note(cell.allowed.union(cell.masked).union(cell.pseudonymised), AccessReasons(.outsideScope))
            }
            for place in entryPlaces(of: cell) where entries[place].isPermission {
                note(entries[place].categories, missing(entries[place], reach, query, session))
            }
        }
        if asksForNone ? reasons.isEmpty : !open.subtracting(explained).isEmpty { reasons.insert(.noRule) }
        return reasons
    }

    /// Why a permission does not apply; empty when it does, as far as its categories go.
    private func missing(_ entry: Entry, _ reach: Truth, _ query: Query, _ session: SessionState) -> AccessReasons {
        var reasons: AccessReasons = []
        if reach != .yes { reasons.insert(.outsideScope) }
        if !query.supports.isSuperset(of: entry.obligations) { reasons.insert(.obligationUnsupported) }
        for place in Int(entry.firstCondition)..<Int(entry.firstCondition + entry.conditionCount) {
            let use = uses[place]
            switch answer(use, query, session) {
            case .yes: break
            case .unknown: reasons.insert(.conditionUnknown)
            case .no: reasons.insert(use.isNegated ? .conditionNotMet : conditions[Int(use.place)].reason)
            }
        }
        // A ticket that does not reach the category is no ticket for it.
        if reasons.isEmpty, entry.usesTicket { reasons.insert(.ticketMissing) }
        return reasons
    }
}

extension SessionState {
    /// Whether a scoped role counts for the record.
    @inline(__always)
    func reaches(_ scope: Int32, _ record: RecordFacts) -> Truth {
        guard let unit = record.unit else { return .unknown }
        return Truth(unit.isWithin(scopes[Int(scope)]))
    }

    /// The answer to a condition that the request settles.
    @inline(__always)
    func answer(_ test: RequestTest, _ subject: SubjectFacts, _ record: RecordFacts, _ count: Int) -> Truth {
        switch test {
        case .settled: .unknown
        case .consentGiven: subject.consent == .given ? .yes : subject.consent == .unknown ? .unknown : .no
        case .minor: Truth(subject.isMinor)
        case .ownRecord: Truth(record.isOwn)
        case .enteredByActor: Truth(record.enteredByActor)
        case .legalHold: Truth(record.legalHold)
        case .approved: Truth(approvedRecords.map { count <= $0 } ?? false)
        case .recordsAtMost(let limit): Truth(count <= limit)
        case .sameUnit: sameUnit(record)
        }
    }

    private func sameUnit(_ record: RecordFacts) -> Truth {
        guard let unit, let other = record.unit else { return .unknown }
        return Truth(other.isWithin(unit))
    }
}
