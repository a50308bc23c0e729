public import CustodyModel

/// Which records a session may see: what is left of the policy when everything but the record and its person is known.
///
/// It answers for each record what ``CompiledSession/decide(_:)`` would: whether anything is permitted. A store may read
/// ``alternatives`` and ``exceptions`` to fetch less; the last word is ``permits(record:subject:)``.
public struct RecordFilter: Sendable {
    /// Conditions on the record that must hold together.
    public struct Clause: Hashable, Sendable {
        /// What must be so.
        public var when: Set<Condition> = []
        /// What must not be so.
        public var unless: Set<Condition> = []
        /// The part of the organisation to which the record must belong.
        public var scope: UnitName?
        /// What it speaks about.
        public var categories: CategoryMask
        /// Whether it speaks about the action itself.
        var isWhole = false

        /// Whether it holds for every record.
        public var isAlways: Bool { when.isEmpty && unless.isEmpty && scope == nil }

        fileprivate func truth(_ record: RecordFacts, _ subject: SubjectFacts, _ state: SessionState, _ count: Int) -> Truth {
            var truth = Truth.yes
            if let scope { truth = min(truth, Truth(record.unit.map { $0.isWithin(scope) })) }
            for condition in when { truth = min(truth, state.answer(RequestTest(condition), subject, record, count)) }
            for condition in unless { truth = min(truth, state.answer(RequestTest(condition), subject, record, count).negated) }
            return truth
        }
    }

    /// Why no record is seen, when none is whatever the record says.
    public let refusal: AccessReasons
    /// Any of these lets a record through.
    public let alternatives: [Clause]
    /// Any of these takes its categories away again, unless it is known not to hold.
    public let exceptions: [Clause]
    /// Until when the filter answers.
    public let validUntil: Instant?

    fileprivate let wanted: CategoryMask
    fileprivate let demands: [Clause]
    fileprivate let person: @Sendable (SubjectFacts) -> AccessReasons
    fileprivate let state: SessionState
    fileprivate let recordCount: Int

    /// Whether a record may be seen, at least in part.
    public func permits(record: RecordFacts, subject: SubjectFacts) -> Bool {
        guard refusal.isEmpty else { return false }
        var granted = CategoryMask.none
        var exists = false
        for clause in alternatives where clause.truth(record, subject, state, recordCount) == .yes {
            exists = true
            granted = granted.union(clause.categories)
        }
        guard exists else { return false }
        for clause in exceptions where clause.truth(record, subject, state, recordCount) != .no {
            granted = granted.subtracting(clause.categories)
            if clause.isWhole { return false }
        }
        guard wanted.isEmpty || !granted.intersection(wanted).isEmpty else { return false }
        // A prohibition that asks for what the caller does not do denies what it touches, and all that is asked with it.
        for clause in demands where clause.truth(record, subject, state, recordCount) != .no { return false }
        return person(subject).isEmpty
    }

    /// Whether no record at all may be seen.
    public var isNothing: Bool { !refusal.isEmpty || alternatives.isEmpty }
}

extension CompiledSession {
    /// Which records may be seen with these categories for this purpose: what remains to be asked of each record.
    public func filter(
        _ action: Action, _ categories: CategoryMask, for purpose: Purpose?, at: Instant, recordCount: Int = 1,
        supports: Obligations = []
    ) -> RecordFilter {
        func none(_ reasons: AccessReasons) -> RecordFilter {
            RecordFilter(
                refusal: reasons, alternatives: [], exceptions: [], validUntil: validUntil, wanted: categories, demands: [],
                person: { _ in [] }, state: state, recordCount: recordCount)
        }
        if state.refuses(at: at) { return none(snapshot.refusal(of: categories, at: at, state).reasons) }
        var place = snapshot.terms.count - 1
        if let purpose {
            guard let named = snapshot.purposes[purpose] else { return none(AccessReasons(.purposeNotDeclared)) }
            place = named
        } else if !categories.isEmpty, action.needsPurpose {
            return none(AccessReasons(.purposeNotNamed))
        }
        guard let index = snapshot.actions[action] else { return none(AccessReasons(.noRule)) }
        var residue = Residue(snapshot: snapshot, state: state, wanted: categories, supports: supports)
        for held in state.held {
            let cell = snapshot.cells[snapshot.cell(held.role, index, place).place]
            residue.add(cell, scope: held.scope < 0 ? nil : state.scopes[Int(held.scope)])
        }
        let terms = snapshot.terms[place]
        let usesData = snapshot.usesData[index]
        return RecordFilter(
            refusal: [], alternatives: residue.alternatives, exceptions: residue.exceptions, validUntil: validUntil,
            wanted: categories, demands: residue.demands,
            person: { [snapshot] subject in usesData ? snapshot.refusals(terms, subject) : [] }, state: state,
            recordCount: recordCount)
    }
}

/// Gathers the clauses of a ``RecordFilter``.
private struct Residue {
    let snapshot: AccessSnapshot
    let state: SessionState
    let wanted: CategoryMask
    let supports: Obligations
    var alternatives: [RecordFilter.Clause] = []
    var exceptions: [RecordFilter.Clause] = []
    var demands: [RecordFilter.Clause] = []

    mutating func add(_ cell: AccessSnapshot.Cell, scope: UnitName?) {
        let granted = cell.allowed.union(cell.masked).union(cell.pseudonymised)
        if cell.exists { alternatives.append(RecordFilter.Clause(scope: scope, categories: granted)) }
        let taken = cell.forbidsAll ? .all : cell.forbidden.union(cell.dropped)
        if !taken.isEmpty { exceptions.append(RecordFilter.Clause(scope: scope, categories: taken, isWhole: cell.forbidsAll)) }
        for place in snapshot.entryPlaces(of: cell) { add(snapshot.entries[place], scope) }
    }

    private mutating func add(_ entry: AccessSnapshot.Entry, _ scope: UnitName?) {
        var clause = RecordFilter.Clause(scope: scope, categories: entry.categories)
        let needed: Truth = entry.isPermission ? .yes : .unknown
        for use in snapshot.uses[Int(entry.firstCondition)..<Int(entry.firstCondition + entry.conditionCount)] {
            let condition = snapshot.conditions[Int(use.place)]
            if let settled = state.truths[Int(use.place)] {
                guard (use.isNegated ? settled.negated : settled) >= needed else { return }
            } else if use.isNegated {
                clause.unless.insert(condition)
            } else {
                clause.when.insert(condition)
            }
        }
        if entry.isPermission {
            guard supports.isSuperset(of: entry.obligations) else { return }
            if entry.usesTicket { clause.categories = clause.categories.intersection(state.ceiling) }
            alternatives.append(clause)
            return
        }
        let isLifted = entry.isOverridable && !state.ceiling.isEmpty
        if isLifted { clause.categories = clause.categories.subtracting(state.ceiling) }
        let isWhole = entry.isWhole && !isLifted
        clause.isWhole = isWhole
        exceptions.append(clause)
        if !supports.isSuperset(of: entry.obligations), isWhole || !clause.categories.intersection(wanted).isEmpty {
            demands.append(clause)
        }
    }
}
