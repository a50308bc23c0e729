import CustodyModel

/// What open incidents hold back in this process. A measure counts from the call on, also while it cannot be written, and ends only
/// once its end is durable.
struct ContainmentState: Sendable {
    /// A measure that is being written, or could not be.
    struct Call: Hashable, Sendable {
        fileprivate var number: Int
    }

    private var calls: [Call: ContainmentAct] = [:]
    private var recorded: [IncidentID: (version: UInt64, acts: [Int: ContainmentAct])] = [:]
    private var inForce: Set<ContainmentAct> = []
    /// Counts what altered it: tells one state from another.
    private(set) var changes = 0
    private(set) var suspendedRoles: Set<RoleID> = []
    private(set) var frozenCategories: Set<DataCategory> = []
    private var frozenPurposes: Set<Purpose> = []

    /// Begins to hold back.
    mutating func begin(_ act: ContainmentAct) -> Call {
        let call = Call(number: changes)
        calls[call] = act
        review()
        return call
    }

    /// Ends what a call began, because it is on record or was refused.
    mutating func end(_ call: Call) {
        calls[call] = nil
        review()
    }

    /// Takes in what an incident says, unless as much or more of it is known.
    mutating func learn(_ acts: [Int: ContainmentAct], of id: IncidentID, version: UInt64) {
        if let known = recorded[id], known.version > version || (known.version == version && known.acts == acts) { return }
        recorded[id] = (version, acts)
        review()
    }

    /// The incidents of which something is known, each with its version then.
    var known: [IncidentID: UInt64] { recorded.mapValues { $0.version } }

    /// Drops what is known of an incident that holds nothing back any more, unless more of it is known by now.
    mutating func forget(_ id: IncidentID, asOf version: UInt64) {
        guard recorded[id]?.version == version else { return }
        recorded[id] = nil
        review()
    }

    private mutating func review() {
        changes += 1
        inForce = Set(calls.values)
        for (_, known) in recorded { inForce.formUnion(known.acts.values) }
        suspendedRoles = []
        frozenCategories = []
        frozenPurposes = []
        for act in inForce {
            switch act {
            case .suspendRole(let role): suspendedRoles.insert(role)
            case .freezeCategory(let category): frozenCategories.insert(category)
            case .freezePurpose(let purpose): frozenPurposes.insert(purpose)
            case .suspendPrincipal, .stopExports, .replaceKeys: break
            }
        }
    }

    /// Whether nothing is held back.
    var isEmpty: Bool { inForce.isEmpty }

    /// Whether nothing is handed out in bulk.
    var stopsExports: Bool { inForce.contains(.stopExports) }

    /// Whether it forbids something as a whole.
    func forbids(_ action: Action, _ purpose: Purpose?, by principal: PrincipalID, recordCount: Int) -> Bool {
        if inForce.contains(.suspendPrincipal(principal)) { return true }
        if stopsExports, action == .exportLog || action == .exportPerson || recordCount > 1 { return true }
        guard let purpose else { return false }
        return frozenPurposes.contains { purpose.isWithin($0) }
    }

    /// Whether the category is held back.
    func isFrozen(_ category: DataCategory) -> Bool { frozenCategories.contains { category.isWithin($0) } }
}
