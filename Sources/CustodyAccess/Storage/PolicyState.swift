import CustodyModel

/// What a ``PolicyStorage`` keeps, and the rules by which it changes.
struct PolicyState: StoreState, Equatable {
    private(set) var policies: [StoredPolicy] = []
    private(set) var changes: [StoredAccessChange] = []
    private(set) var keys: [PrincipalToken: [PrincipalKey]] = [:]
    private(set) var owners: [Bytes: PrincipalToken] = [:]

    static var tag: StoreTag { .access }

    static func conflicts(of change: PolicyChange) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        switch change {
        case .adopt: ([], [ConflictKey(.access, [0])])
        // A change of access was checked against the policy in force; neither may move meanwhile.
        case .record: ([ConflictKey(.access, [0])], [ConflictKey(.access, [3])])
        case .enroll(let key):
            ([], [ConflictKey(.access, [1] + key.principal.bytes), ConflictKey(.access, [2] + key.publicKey.array)])
        }
    }

    func validate(_ change: PolicyChange) throws {
        try PolicyRules.check(change, inForce: policies.last?.version, changes: changes.count) { owners[$0] != nil }
    }

    mutating func apply(_ change: PolicyChange, at sequence: CommitSequence) {
        // Each was valid by itself. Of two in one unit that meet, the first stands.
        switch change {
        case .adopt(let policy, _):
            if policy.version == (policies.last?.version ?? .zero).next { policies.append(policy) }
        case .enroll(let key): if owners[key.publicKey] == nil { enroll(key) }
        case .record(let change): if change.number == UInt64(changes.count) + 1 { changes.append(change) }
        }
    }

    private mutating func enroll(_ key: PrincipalKey) {
        keys[key.principal, default: []].append(key)
        owners[key.publicKey] = key.principal
    }
}

extension PolicyState: VisitableState {
    /// There are few policies and keys: they stay in memory and are saved whole.
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try visitor.visit(small: &policies)
        // The keys of a principal in their order; of the principals any one order will do.
        var enrolled = keys.keys.sorted { $0.handle < $1.handle }.flatMap { keys[$0] ?? [] }
        try visitor.visit(small: &enrolled)
        try visitor.visit(small: &changes)
        if visitor.isRestoring { for key in enrolled { enroll(key) } }
    }
}
