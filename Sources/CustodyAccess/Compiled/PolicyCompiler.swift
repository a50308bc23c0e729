import CustodyModel

/// Turns a document into the tables of an ``AccessSnapshot``.
struct PolicyCompiler {
    typealias Cell = AccessSnapshot.Cell
    typealias CellNumber = AccessSnapshot.CellNumber
    typealias Entry = AccessSnapshot.Entry
    typealias PurposeTerms = AccessSnapshot.PurposeTerms

    /// A cell while rules are added to it.
    struct Draft: Hashable {
        var cell = Cell()
        var masks = MaskDepths()
        var entries: Set<Entry> = []

        /// What is permitted, and how much else there is, tells almost all of them apart; equality does the rest.
        func hash(into hasher: inout Hasher) {
            hasher.combine(cell.allowed)
            hasher.combine(cell.granted.union(cell.dropped).union(cell.forbidden))
            hasher.combine(entries.count)
        }
    }

    let policy: RolePolicy
    let categories: CategoryRegistry
    let special: CategoryMask
    let criminal: CategoryMask
    let roles: [Role]
    let actions: NameTable<Action>
    let usesData: [Bool]
    let purposes: NameTable<Purpose>
    let terms: [PurposeTerms]
    private(set) var rowOfRoleAndAction: [UInt32]
    private(set) var cellOfRowAndPurpose: [CellNumber]
    private(set) var cells = [Cell()]
    private(set) var entries: [Entry] = []
    private(set) var uses: [AccessSnapshot.ConditionUse] = []
    private(set) var conditions: [Condition] = []
    private(set) var maskTables: [MaskDepths]
    private let depths: MaskDepths
    /// A cell to which no rule was added.
    private let blank: Draft

    private let declarations: [PurposeDeclaration]
    private var draftPlaces: [Draft: CellNumber]
    private var rowPlaces: [[CellNumber]: UInt32]
    private var maskPlaces: [MaskDepths: UInt32]
    private var conditionPlaces: [Condition: UInt32] = [:]
    private var usePlaces: [[AccessSnapshot.ConditionUse]: UInt32] = [:]
    private var maskNames = NameTable<DataCategory>()
    private var masks: [CategoryMask] = []
    private var reachNames = NameTable<Purpose>()
    private var reaches: [[Int]] = []

    init(_ policy: RolePolicy, categories: CategoryRegistry) {
        self.policy = policy
        self.categories = categories
        special = categories.mask(within: .special)
        criminal = categories.mask(within: .criminal)
        roles = policy.roles
        var actions = NameTable<Action>()
        var usesData: [Bool] = []
        for action in Action.all + policy.actions where actions[action] == nil {
            actions.insert(action, at: usesData.count)
            usesData.append(action.usesData)
        }
        self.actions = actions
        self.usesData = usesData
        var seen: Set<Purpose> = []
        declarations = policy.allPurposes.filter { seen.insert($0.purpose).inserted }
        var purposes = NameTable<Purpose>()
        for (place, declaration) in declarations.enumerated() { purposes.insert(declaration.purpose, at: place) }
        self.purposes = purposes
        terms = Self.terms(declarations)
        rowOfRoleAndAction = Array(repeating: 0, count: roles.count * usesData.count)
        let emptyRow = [CellNumber](repeating: .empty, count: terms.count)
        cellOfRowAndPurpose = emptyRow
        rowPlaces = [emptyRow: 0]
        depths = Self.depths(of: policy)
        blank = Draft(masks: depths)
        draftPlaces = [:]
        maskPlaces = [depths: 0]
        maskTables = [depths]
    }

    /// The numbers of characters that its rules leave.
    private static func depths(of policy: RolePolicy) -> MaskDepths {
        var levels: Set<Int> = []
        for role in policy.roles {
            for index in role.rules.indices {
                if case .mask(let keepLast) = role.rules[index].treatment { levels.insert(keepLast) }
            }
        }
        return MaskDepths(levels: levels)
    }

    private static func terms(_ declarations: [PurposeDeclaration]) -> [PurposeTerms] {
        let named = declarations.map { declaration in
            PurposeTerms(
                needsConsent: declaration.needsConsent,
                yieldsToObjection: declaration.basis.yieldsToObjection || declaration.purpose.isWithin(.directMarketing),
                survivesRestriction: declaration.survivesRestriction,
                special: declaration.specialCondition != nil,
                criminal: declaration.criminalDataLaw != nil)
        }
        // Without a purpose there is nothing to consent or object to; the data still need some purpose that allows them.
        let unnamed = PurposeTerms(
            needsConsent: false, yieldsToObjection: false, survivesRestriction: false,
            special: named.contains(where: \.special), criminal: named.contains(where: \.criminal))
        return named + [unnamed]
    }

    mutating func fillTables() {
        for (roleIndex, role) in roles.enumerated() {
            var rows: [[Draft]] = Array(repeating: [], count: usesData.count)
            for index in role.rules.indices { add(role.rules[index], to: &rows) }
            for (action, row) in rows.enumerated() where !row.isEmpty {
                rowOfRoleAndAction[roleIndex * usesData.count + action] = place(of: row)
            }
        }
    }

    private mutating func add(_ rule: Rule, to rows: inout [[Draft]]) {
        var named = CategoryMask.none
        for category in rule.categories { named = named.union(mask(within: category)) }
        let isWhole = rule.effect == .forbid && rule.categories.isEmpty
        if isWhole { named = .all }
        let reached = reached(by: rule)
        let entry = rule.isUnconditional ? nil : entry(of: rule, named, isWhole)
        for name in rule.actions {
            guard let action = actions[name] else { continue }
            if rows[action].isEmpty { rows[action] = Array(repeating: blank, count: terms.count) }
            for purpose in reached {
                var part = named
                // What gives needs the law's leave; what takes does not.
                if rule.isPermission, usesData[action] {
                    if !terms[purpose].special { part = part.subtracting(special) }
                    if !terms[purpose].criminal { part = part.subtracting(criminal) }
                }
                for place in [purpose, terms.count - 1] {
                    if var entry {
                        entry.categories = part
                        rows[action][place].entries.insert(entry)
                    } else {
                        rows[action][place].add(part, rule)
                    }
                }
            }
        }
    }

    private mutating func entry(of rule: Rule, _ named: CategoryMask, _ isWhole: Bool) -> Entry {
        let effect: Entry.Effect =
            switch (rule.effect, rule.treatment) {
            case (.forbid, _): .forbid
            case (.allow, .clear): .clear
            case (.allow, .mask): .mask
            case (.allow, .pseudonymise): .pseudonymise
            case (.allow, .drop): .drop
            }
        var depth: UInt8 = 0
        if effect == .mask, case .mask(let keepLast) = rule.treatment { depth = depths.place(of: keepLast) }
        var own: [AccessSnapshot.ConditionUse] = []
        for condition in rule.when { own.append(AccessSnapshot.ConditionUse(place: place(of: condition), isNegated: false)) }
        for condition in rule.exceptions {
            own.append(AccessSnapshot.ConditionUse(place: place(of: condition), isNegated: true))
        }
        let first = place(of: own)
        return Entry(
            effect: effect, isWhole: isWhole, isOverridable: rule.yieldsToTicket,
            usesTicket: rule.isPermission && rule.when.contains(.ticket), obligations: rule.obligations,
            depth: depth, firstCondition: first, conditionCount: UInt32(own.count), categories: named)
    }

    private mutating func place(of condition: Condition) -> UInt32 {
        if let place = conditionPlaces[condition] { return place }
        let place = UInt32(conditions.count)
        conditions.append(condition)
        conditionPlaces[condition] = place
        return place
    }

    private mutating func place(of own: [AccessSnapshot.ConditionUse]) -> UInt32 {
        if let place = usePlaces[own] { return place }
        let place = UInt32(uses.count)
        uses += own
        usePlaces[own] = place
        return place
    }

    private mutating func mask(within category: DataCategory) -> CategoryMask {
        if let place = maskNames[category] { return masks[place] }
        let mask = categories.mask(within: category)
        maskNames.insert(category, at: masks.count)
        masks.append(mask)
        return mask
    }

    private mutating func reached(by rule: Rule) -> [Int] {
        guard rule.purposes.count == 1, rule.prohibitedPurposes.isEmpty else {
            return declarations.indices.filter { rule.covers(declarations[$0].purpose) }
        }
        // Most rules name one purpose, and the same ones again and again.
        if let place = reachNames[rule.purposes[0]] { return reaches[place] }
        let reach = declarations.indices.filter { rule.covers(declarations[$0].purpose) }
        reachNames.insert(rule.purposes[0], at: reaches.count)
        reaches.append(reach)
        return reach
    }

    private mutating func place(of row: [Draft]) -> UInt32 {
        var numbers: [CellNumber] = []
        numbers.reserveCapacity(row.count)
        for draft in row { numbers.append(number(of: draft)) }
        if let place = rowPlaces[numbers] { return place }
        let place = UInt32(cellOfRowAndPurpose.count / terms.count)
        cellOfRowAndPurpose += numbers
        rowPlaces[numbers] = place
        return place
    }

    private mutating func number(of draft: Draft) -> CellNumber {
        guard draft != blank else { return .empty }
        if let number = draftPlaces[draft] { return number }
        var cell = draft.cell
        cell.firstEntry = UInt32(entries.count)
        cell.entryCount = UInt32(draft.entries.count)
        entries += draft.entries
        if let place = maskPlaces[draft.masks] {
            cell.maskTable = place
        } else {
            cell.maskTable = UInt32(maskTables.count)
            maskPlaces[draft.masks] = cell.maskTable
            maskTables.append(draft.masks)
        }
        // What is taken away counts even where as much is given.
        let isPlain =
            !cell.forbidsAll && draft.entries.isEmpty && cell.granted == cell.allowed && cell.dropped.isEmpty
            && cell.forbidden.isEmpty
        let number = CellNumber(cells.count, isPlain: isPlain)
        cells.append(cell)
        draftPlaces[draft] = number
        return number
    }
}

extension PolicyCompiler.Draft {
    fileprivate mutating func add(_ categories: CategoryMask, _ rule: Rule) {
        if rule.effect == .forbid {
            cell.forbidden = cell.forbidden.union(categories)
            if rule.categories.isEmpty { cell.forbidsAll = true }
            return
        }
        switch rule.treatment {
        case .clear: cell.allowed = cell.allowed.union(categories)
        case .mask(let keepLast):
            cell.masked = cell.masked.union(categories)
            masks.add(categories, at: masks.place(of: keepLast))
        case .pseudonymise: cell.pseudonymised = cell.pseudonymised.union(categories)
        case .drop:
            cell.dropped = cell.dropped.union(categories)
            return
        }
        cell.exists = true
    }
}
