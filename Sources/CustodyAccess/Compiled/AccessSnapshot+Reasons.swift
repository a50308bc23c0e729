import CustodyModel

/// What only some answers need: why something is withheld, by whom something is given, and how much a mask leaves.
extension AccessSnapshot {
    /// Every cell and entry that could speak about the query, with the reach of the role.
    private func visit(
        _ query: borrowing Query, _ session: SessionState, _ body: (SessionState.Held, Truth, Cell) -> Void
    ) {
        for held in session.held {
            let number = cell(held.role, query.action, query.purpose)
            guard number != .empty else { continue }
            body(held, held.scope < 0 ? .yes : session.reaches(held.scope, query.record), cells[number.place])
        }
    }

    func asked(by query: Query, _ session: SessionState, _ net: CategoryMask) -> Obligations {
        var asked: Obligations = []
        visit(query, session) { _, reach, cell in
            guard reach == .yes else { return }
            for place in entryPlaces(of: cell) where entries[place].isPermission {
                let entry = entries[place]
                let gift = entry.gift(under: session.ceiling)
                guard applies(entry, query, session), query.categories.isEmpty || !gift.intersection(net).isEmpty else {
                    continue
                }
                asked.formUnion(entry.obligations)
            }
        }
        return asked
    }

    func firstGiver(of net: CategoryMask, _ query: borrowing Query, _ session: SessionState) -> Int32? {
        var giver: Int32?
        visit(query, session) { held, reach, cell in
            guard giver == nil, reach == .yes else { return }
            var gift = cell.granted
            var exists = cell.exists
            for place in entryPlaces(of: cell) where entries[place].isPermission {
                let entry = entries[place]
                guard applies(entry, query, session) else { continue }
                exists = true
                gift = gift.union(entry.gift(under: session.ceiling))
            }
            if exists, query.categories.isEmpty || !gift.intersection(net).isEmpty { giver = held.role }
        }
        return giver
    }

    /// How much stays of what is masked: the most that any mask leaves it.
    func depths(of masked: CategoryMask, _ query: borrowing Query, _ session: SessionState) -> MaskDepths {
        var depths = maskTables[0]
        visit(query, session) { _, reach, cell in
            guard reach == .yes else { return }
            if cell.maskTable != 0 { depths.add(maskTables[Int(cell.maskTable)]) }
            for place in entryPlaces(of: cell) where entries[place].effect == .mask {
                let entry = entries[place]
                if applies(entry, query, session) { depths.add(entry.gift(under: session.ceiling), at: entry.depth) }
            }
        }
        return depths.within(masked)
    }

    /// Why parts of the request are withheld, or all of it, although the person has nothing against it.
    func why(
        _ rest: CategoryMask, _ query: borrowing Query, _ session: SessionState, _ sum: Sum, _ terms: PurposeTerms,
        _ usesData: Bool
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
                note(cell.granted, AccessReasons(.outsideScope))
            }
            for place in entryPlaces(of: cell) where entries[place].isPermission {
                note(entries[place].categories, missing(entries[place], reach, query, session))
            }
        }
        if asksForNone ? reasons.isEmpty : !open.subtracting(explained).isEmpty { reasons.insert(.noRule) }
        return reasons
    }

    /// Why a permission does not apply; empty when it does, as far as its categories go.
    private func missing(_ entry: Entry, _ reach: Truth, _ query: borrowing Query, _ session: SessionState) -> AccessReasons {
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
