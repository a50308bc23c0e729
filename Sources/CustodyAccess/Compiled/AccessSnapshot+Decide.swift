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
    struct Sum {
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

    /// What the roles in use permit in clear, where none of them has more to say than that.
    struct PlainAnswer {
        var allowed: CategoryMask
        /// The first role that gives any of it; negative when none does.
        var giver: Int32
    }

    /// Decides by names. They come one by one: a request that holds them would count references.
    @inline(__always)
    func decide(
        _ action: Action, for purpose: Purpose?, _ wanted: CategoryMask, _ subject: SubjectFacts, at: Instant,
        _ record: RecordFacts, _ recordCount: Int, _ supports: Obligations, by session: SessionState
    ) -> AccessDecision {
        if session.refuses(at: at) { return refusal(of: wanted, at: at, session) }
        let purposePlace: Int
        if let purpose {
            guard let place = purposes[purpose] else { return deny(wanted, AccessReasons(.purposeNotDeclared), session) }
            purposePlace = place
        } else {
            if !wanted.isEmpty, action.needsPurpose {
                return deny(wanted, AccessReasons(.purposeNotNamed), session)
            }
            purposePlace = terms.count - 1
        }
        guard let actionPlace = actions[action] else { return deny(wanted, AccessReasons(.noRule), session) }
        if let answer = plainAnswer(to: wanted, actionPlace, purposePlace, subject, session) {
            return decision(answer, to: wanted, session)
        }
        return fullAnswer(
            Query(
                action: actionPlace, purpose: purposePlace, categories: wanted, subject: subject, at: at, record: record,
                recordCount: recordCount, supports: supports), session)
    }

    /// The denial of a session that has no answers.
    func refusal(of wanted: CategoryMask, at: Instant, _ session: SessionState) -> AccessDecision {
        let isStale = session.isStale(at: at)
        return deny(wanted, isStale ? AccessReasons(.sessionStale) : session.refusal, session)
    }

    /// The answer of a session that has answers where it is a plain one: most are by far. Nil says only that it is not as simple.
    @inline(__always)
    func plainAnswer(
        to wanted: CategoryMask, _ action: Int, _ purpose: Int, _ subject: SubjectFacts, _ session: SessionState
    ) -> PlainAnswer? {
        guard session.isUnscoped, !wanted.isEmpty else { return nil }
        var sum = CellNumber.empty
        var given = CategoryMask.none
        var giver: Int32 = -1
        for index in session.held.indices {
            let role = session.held[index].role
            // Most roles have nothing to say about most actions.
            guard let row = row(role, action) else { continue }
            let number = cell(row, purpose)
            let gift = allowed[number.place].intersection(wanted)
            sum.add(number)
            given = given.union(gift)
            if giver < 0, !gift.isEmpty { giver = role }
        }
        guard sum.isPlain else { return nil }
        if usesData[action] {
            // Whatever is withheld of these has reasons of its own, and so has whatever the person says.
            guard wanted.subtracting(given).intersection(sensitive).isEmpty else { return nil }
            guard giver < 0 || terms[purpose].allows(subject) else { return nil }
        }
        return PlainAnswer(allowed: given, giver: giver)
    }

    @inline(__always)
    func decision(_ answer: PlainAnswer, to wanted: CategoryMask, _ session: SessionState) -> AccessDecision {
        AccessDecision(
            permitting: answer.allowed, of: wanted, role: answer.giver < 0 ? .none : roleNumbers[Int(answer.giver)],
            policyVersion: version, validUntil: session.validUntil)
    }

    /// The answer of a session that has answers, whatever it takes.
    @inline(never)
    func fullAnswer(_ query: borrowing Query, _ session: SessionState) -> AccessDecision {
        let wanted = query.categories
        let usesData = usesData[query.action]
        let terms = terms[query.purpose]
        var sum = Sum()
        add(query, session, &sum)
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
        let masked = sum.masked.intersection(net).subtracting(sum.allowed)
        let treatments = TreatmentMap(
            of: wanted, clear: sum.allowed.intersection(net), masked: masked,
            depths: masked.isEmpty ? MaskDepths() : depths(of: masked, query, session), pseudonymised: net)
        return AccessDecision(
            treatments, withheld: reasons, obligations: obligations, role: giver < 0 ? .none : roleNumbers[Int(giver)],
            policyVersion: version, validUntil: session.validUntil)
    }

    private func deny(
        _ wanted: CategoryMask, _ reasons: AccessReasons, _ session: SessionState, _ obligations: Obligations = []
    ) -> AccessDecision {
        AccessDecision(
            denying: wanted, because: reasons, obligations: obligations, policyVersion: version,
            validUntil: session.validUntil)
    }

    // MARK: Adding up

    private func add(_ query: borrowing Query, _ session: SessionState, _ sum: inout Sum) {
        let wanted = query.categories
        for index in session.held.indices {
            let held = session.held[index]
            let number = cell(held.role, query.action, query.purpose)
            guard number != .empty else { continue }
            guard number.isPlain, held.scope < 0 else {
                add(number.place, held, query, session, &sum)
                continue
            }
            let allowed = allowed[number.place]
            if sum.giver < 0, wanted.isEmpty || !allowed.intersection(wanted).isEmpty { sum.giver = held.role }
            sum.exists = true
            sum.allowed = sum.allowed.union(allowed)
        }
    }

    private func add(
        _ place: Int, _ held: SessionState.Held, _ query: borrowing Query, _ session: SessionState, _ sum: inout Sum
    ) {
        let cell = cells[place]
        let reach = held.scope < 0 ? Truth.yes : session.reaches(held.scope, query.record)
        guard reach != .no else { return }
        if reach == .yes {
            let gift = cell.granted.intersection(query.categories)
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

    private func add(
        _ cell: Cell, _ role: Int32, _ reach: Truth, _ query: borrowing Query, _ session: SessionState, _ sum: inout Sum
    ) {
        for place in entryPlaces(of: cell) {
            let entry = entries[place]
            if entry.isPermission {
                guard reach == .yes, applies(entry, query, session) else { continue }
                let gift = entry.gift(under: session.ceiling)
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
    func applies(_ entry: Entry, _ query: borrowing Query, _ session: SessionState) -> Bool {
        query.supports.isSuperset(of: entry.obligations) && truth(of: entry, query, session) == .yes
    }

    /// The least of the answers to the entry's conditions.
    @inline(__always)
    func truth(of entry: Entry, _ query: borrowing Query, _ session: SessionState) -> Truth {
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
    func answer(_ use: ConditionUse, _ query: borrowing Query, _ session: SessionState) -> Truth {
        let place = Int(use.place)
        let truth = session.truths[place] ?? session.answer(tests[place], query.subject, query.record, query.recordCount)
        return use.isNegated ? truth.negated : truth
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
}

extension SessionState {
    /// Whether the session's answers do not hold at the instant: it had not begun, or something that it rests on has ended.
    @inline(__always)
    func isStale(at instant: Instant) -> Bool {
        if let validUntil, instant >= validUntil { return true }
        if let from, instant < from { return true }
        return false
    }

    /// Whether everything is denied at the instant.
    @inline(__always)
    func refuses(at instant: Instant) -> Bool { !refusal.isEmpty || isStale(at: instant) }

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
        case .approved: approvedRecords.map { Self.isAtMost($0, count) } ?? .no
        case .recordsAtMost(let limit): Self.isAtMost(limit, count)
        case .sameUnit: sameUnit(record)
        }
    }

    /// Fewer than none is no number of records: then nobody knows how many are asked for.
    @inline(__always)
    private static func isAtMost(_ limit: Int, _ count: Int) -> Truth { count < 0 ? .unknown : Truth(count <= limit) }

    private func sameUnit(_ record: RecordFacts) -> Truth {
        guard let unit, let other = record.unit else { return .unknown }
        return Truth(other.isWithin(unit))
    }
}
