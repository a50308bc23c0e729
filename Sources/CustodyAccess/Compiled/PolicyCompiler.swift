import CustodyModel

/// Turns a document into the tables of an ``AccessSnapshot``.
struct PolicyCompiler {
    typealias Cell = AccessSnapshot.Cell
    typealias PurposeTerms = AccessSnapshot.PurposeTerms

    let policy: RolePolicy
    let categories: CategoryRegistry
    let special: CategoryMask
    let criminal: CategoryMask
    let roles: [Role]
    let actions: [Action: Int]
    let purposes: [Purpose: Int]
    let terms: [PurposeTerms]
    private(set) var rowOfRoleAndAction: [UInt32]
    private(set) var cellOfRowAndPurpose: [UInt32]
    private(set) var cells = [Cell()]

    private let declarations: [PurposeDeclaration]
    private var cellPlaces: [Cell: UInt32] = [Cell(): 0]
    private var rowPlaces: [[UInt32]: UInt32]
    private var masks: [DataCategory: CategoryMask] = [:]
    private var covered: [[Purpose]: [Int]] = [:]

    init(_ policy: RolePolicy, categories: CategoryRegistry) {
        self.policy = policy
        self.categories = categories
        special = categories.mask(within: .special)
        criminal = categories.mask(within: .criminal)
        roles = policy.roles
        let allActions = Action.all + policy.actions
        actions = Dictionary(allActions.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            .reduce(into: [:]) { table, entry in table[entry.key] = table.count }
        var seen: Set<Purpose> = []
        declarations = policy.allPurposes.filter { seen.insert($0.purpose).inserted }
        purposes = Dictionary(uniqueKeysWithValues: declarations.enumerated().map { ($1.purpose, $0) })
        terms = Self.terms(declarations)
        rowOfRoleAndAction = Array(repeating: 0, count: roles.count * actions.count)
        let emptyRow = [UInt32](repeating: 0, count: terms.count)
        cellOfRowAndPurpose = emptyRow
        rowPlaces = [emptyRow: 0]
    }

    private static func terms(_ declarations: [PurposeDeclaration]) -> [PurposeTerms] {
        let builtIn = Set(Purpose.builtIn.map(\.purpose))
        let named = declarations.map { declaration in
            PurposeTerms(
                needsConsent: declaration.needsConsent,
                yieldsToObjection: [.legitimateInterests, .publicTask].contains(declaration.basis)
                    || declaration.purpose.isWithin(.directMarketing),
                survivesRestriction: builtIn.contains(declaration.purpose),
                special: declaration.specialCondition != nil,
                criminal: declaration.criminalDataLaw != nil)
        }
        // Without a purpose there is nothing to consent or object to; the data still need some purpose that allows them.
        let unnamed = PurposeTerms(
            needsConsent: false, yieldsToObjection: false, survivesRestriction: false,
            special: named.contains(where: \.special), criminal: named.contains(where: \.criminal))
        return named + [unnamed]
    }

    /// The roles of every principal, inherited ones included.
    func holders() -> [PrincipalID: [Int]] {
        let hierarchy = RoleHierarchy(roles)
        let places = Dictionary(roles.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var holders: [PrincipalID: [Int]] = [:]
        var known: [[RoleID]: [Int]] = [:]
        for assignment in policy.principals {
            let held = known[assignment.roles] ?? hierarchy.effectiveRoles(assignment.roles).compactMap { places[$0] }
            known[assignment.roles] = held
            holders[assignment.principal] = held
        }
        return holders
    }

    mutating func fillTables() {
        for (roleIndex, role) in roles.enumerated() {
            var rows: [Int: [Cell]] = [:]
            for rule in role.rules { add(rule, to: &rows) }
            for (action, row) in rows { rowOfRoleAndAction[roleIndex * actions.count + action] = place(of: row) }
        }
    }

    private mutating func add(_ rule: Rule, to rows: inout [Int: [Cell]]) {
        var granted = CategoryMask.none
        for category in rule.categories { granted = granted.union(mask(within: category)) }
        let reached = reached(by: rule)
        for name in rule.actions {
            guard let action = actions[name] else { continue }
            var row = rows.removeValue(forKey: action) ?? Array(repeating: Cell(), count: terms.count)
            for purpose in reached {
                var part = granted
                if name.usesData, !terms[purpose].special { part = part.subtracting(special) }
                if name.usesData, !terms[purpose].criminal { part = part.subtracting(criminal) }
                for place in [purpose, terms.count - 1] { row[place].add(part, rule.treatment) }
            }
            rows[action] = row
        }
    }

    private mutating func mask(within category: DataCategory) -> CategoryMask {
        if let mask = masks[category] { return mask }
        let mask = categories.mask(within: category)
        masks[category] = mask
        return mask
    }

    private mutating func reached(by rule: Rule) -> [Int] {
        if let places = covered[rule.purposes] { return places }
        let places = declarations.indices.filter { rule.covers(declarations[$0].purpose) }
        covered[rule.purposes] = places
        return places
    }

    private mutating func place(of row: [Cell]) -> UInt32 {
        let numbers = row.map { cell in
            if let place = cellPlaces[cell] { return place }
            let place = UInt32(cells.count)
            cells.append(cell)
            cellPlaces[cell] = place
            return place
        }
        if let place = rowPlaces[numbers] { return place }
        let place = UInt32(cellOfRowAndPurpose.count / terms.count)
        cellOfRowAndPurpose += numbers
        rowPlaces[numbers] = place
        return place
    }
}

extension AccessSnapshot.Cell {
    fileprivate mutating func add(_ categories: CategoryMask, _ treatment: Rule.Treatment) {
        exists = true
        switch treatment {
        case .clear: allowed = allowed.union(categories)
        case .mask(let keepLast):
            masked = masked.union(categories)
            masks.add(categories, keepLast: keepLast)
        }
    }
}
