import CustodyModel
import Synchronization

/// The tables of a compiled policy.
///
/// A cell says what one role's own rules say for one action and purpose. A decision adds up the cells of the roles that
/// the principal uses, so its cost grows with those and not with the number of rules. Rows (all purposes of one role and
/// action) and cells that are equal are stored once, and row 0 and cell 0 are empty: most pairs share them.
///
/// Cells and entries hold no references: reading one copies some words and touches no counter.
final class AccessSnapshot: Sendable {
    /// What one role says for one action and purpose.
    struct Cell: Hashable {
        /// Whether an unconditional permission speaks.
        var exists = false
        /// Whether the action is forbidden altogether.
        var forbidsAll = false
        /// Which of ``maskTables`` says how much of the masked categories stays.
        var maskTable: UInt32 = 0
        var firstEntry: UInt32 = 0
        var entryCount: UInt32 = 0
        var allowed = CategoryMask.none
        var masked = CategoryMask.none
        var pseudonymised = CategoryMask.none
        var dropped = CategoryMask.none
        var forbidden = CategoryMask.none

        /// What unconditional permissions give, in any form.
        var granted: CategoryMask { allowed.union(masked).union(pseudonymised) }
    }

    /// Where a cell is, and whether it says no more than what it permits in clear, as most cells do.
    struct CellNumber: Hashable {
        private(set) var rawValue: UInt32 = 0

        /// The cell that says nothing.
        static let empty = CellNumber()

        private init() {}

        init(_ place: Int, isPlain: Bool) { rawValue = UInt32(place) << 1 | (isPlain ? 0 : 1) }

        @inline(__always)
        var place: Int { Int(rawValue >> 1) }

        @inline(__always)
        var isPlain: Bool { rawValue & 1 == 0 }

        /// Adds up whether all are plain; the place then means nothing.
        @inline(__always)
        mutating func add(_ other: CellNumber) { rawValue |= other.rawValue }
    }

    /// A rule that does not always speak, or asks for something in return.
    struct Entry: Hashable {
        enum Effect: UInt8 {
            case clear, mask, pseudonymise, drop, forbid
        }

        var effect: Effect
        /// A prohibition without categories.
        var isWhole: Bool
        var isOverridable: Bool
        /// Whether it needs a ticket, and so reaches no further than one.
        var usesTicket: Bool
        var obligations: Obligations
        /// The place among the numbers of ``MaskDepths`` of what a mask leaves.
        var depth: UInt8
        var firstCondition: UInt32
        var conditionCount: UInt32
        var categories: CategoryMask

        var isPermission: Bool { effect.rawValue < Effect.drop.rawValue }

        /// What a permission gives under a ticket's ceiling.
        @inline(__always)
        func gift(under ceiling: CategoryMask) -> CategoryMask { usesTicket ? categories.intersection(ceiling) : categories }
    }

    /// One use of a condition.
    struct ConditionUse: Hashable {
        var place: UInt32
        var isNegated: Bool
    }

    /// What a purpose asks of the person and of the data.
    struct PurposeTerms {
        var needsConsent: Bool
        var yieldsToObjection: Bool
        var survivesRestriction: Bool
        var special: Bool
        var criminal: Bool

        /// Whether the person has nothing against the use; ``AccessSnapshot/refusals(_:_:)`` says what.
        @inline(__always)
        func allows(_ subject: SubjectFacts) -> Bool {
            let consents = subject.consent == .given
            return (consents || !needsConsent) && !(subject.objected && yieldsToObjection)
                && (consents || survivesRestriction || !subject.restricted)
        }
    }

    let policy: RolePolicy
    let version: PolicyVersion
    /// Tells the tables from all others of the process: a question that was prepared for others is refused.
    let stamp: UInt64
    let categories: CategoryRegistry
    let special: CategoryMask
    let criminal: CategoryMask
    /// Both together.
    let sensitive: CategoryMask
    let roles: [RoleID]
    let roleNumbers: [RoleNumber]
    let holders: HolderTable
    let actions: NameTable<Action>
    let usesData: [Bool]
    let purposes: NameTable<Purpose>
    /// The last stands for "no purpose named".
    let terms: [PurposeTerms]
    let rowOfRoleAndAction: [UInt32]
    let cellOfRowAndPurpose: [CellNumber]
    /// What each cell permits in clear: all that plain cells say, close together.
    let allowed: [CategoryMask]
    let cells: [Cell]
    let entries: [Entry]
    let uses: [ConditionUse]
    let conditions: [Condition]
    let tests: [RequestTest]
    let maskTables: [MaskDepths]

    private static let stamps = Atomic<UInt64>(1)

    /// Compiles a document that is known to be valid. An invalid one compiles too, without a trap, but means nothing.
    convenience init(
        _ policy: RolePolicy, categories: CategoryRegistry, version: PolicyVersion, ledger: AccessLedger = AccessLedger()
    ) {
        var compiler = PolicyCompiler(policy, categories: categories)
        compiler.fillTables()
        self.init(compiler, policy, version, HolderTable(policy, ledger))
    }

    private init(_ compiler: PolicyCompiler, _ policy: RolePolicy, _ version: PolicyVersion, _ holders: HolderTable) {
        self.policy = policy
        self.version = version
        self.holders = holders
        stamp = Self.stamps.add(1, ordering: .relaxed).newValue
        categories = compiler.categories
        special = compiler.special
        criminal = compiler.criminal
        sensitive = compiler.special.union(compiler.criminal)
        roles = compiler.roles.map(\.id)
        roleNumbers = compiler.roles.map { RoleNumber($0.id) }
        actions = compiler.actions
        usesData = compiler.usesData
        purposes = compiler.purposes
        terms = compiler.terms
        rowOfRoleAndAction = compiler.rowOfRoleAndAction
        cellOfRowAndPurpose = compiler.cellOfRowAndPurpose
        cells = compiler.cells
        allowed = compiler.cells.map { $0.allowed }
        entries = compiler.entries
        uses = compiler.uses
        conditions = compiler.conditions
        tests = compiler.conditions.map(RequestTest.init)
        maskTables = compiler.maskTables
    }

    /// The same tables with other holders.
    init(_ other: AccessSnapshot, ledger: AccessLedger) {
        policy = other.policy
        version = other.version
        holders = HolderTable(other.policy, ledger)
        stamp = other.stamp
        categories = other.categories
        special = other.special
        criminal = other.criminal
        sensitive = other.sensitive
        roles = other.roles
        roleNumbers = other.roleNumbers
        actions = other.actions
        usesData = other.usesData
        purposes = other.purposes
        terms = other.terms
        rowOfRoleAndAction = other.rowOfRoleAndAction
        cellOfRowAndPurpose = other.cellOfRowAndPurpose
        cells = other.cells
        allowed = other.allowed
        entries = other.entries
        uses = other.uses
        conditions = other.conditions
        tests = other.tests
        maskTables = other.maskTables
    }

    /// The row of a role and an action; nil for the empty one.
    @inline(__always)
    func row(_ role: Int32, _ action: Int) -> Int? {
        let row = rowOfRoleAndAction[Int(role) &* usesData.count &+ action]
        return row == 0 ? nil : Int(row)
    }

    /// The cell of a row and a purpose.
    @inline(__always)
    func cell(_ row: Int, _ purpose: Int) -> CellNumber { cellOfRowAndPurpose[row &* terms.count &+ purpose] }

    /// The cell of a role, an action and a purpose.
    func cell(_ role: Int32, _ action: Int, _ purpose: Int) -> CellNumber {
        row(role, action).map { cell($0, purpose) } ?? .empty
    }

    /// The entries of a cell.
    @inline(__always)
    func entryPlaces(of cell: Cell) -> Range<Int> {
        Int(cell.firstEntry)..<Int(cell.firstEntry &+ cell.entryCount)
    }
}

/// A condition that a request answers, without its names.
enum RequestTest: Sendable {
    case settled, consentGiven, minor, ownRecord, enteredByActor, sameUnit, legalHold, approved
    case recordsAtMost(Int)

    init(_ condition: Condition) {
        self =
            switch condition {
            case .consentGiven: .consentGiven
            case .minor: .minor
            case .ownRecord: .ownRecord
            case .enteredByActor: .enteredByActor
            case .sameUnit: .sameUnit
            case .legalHold: .legalHold
            case .approved: .approved
            case .recordsAtMost(let count): .recordsAtMost(count)
            case .training, .assurance, .weekly, .between, .ticket, .fact: .settled
            }
    }
}
