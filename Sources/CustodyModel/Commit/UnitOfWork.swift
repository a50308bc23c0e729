/// The changes of one operation: staged synchronously by the stores, then committed together or not at all.
///
/// ```swift
/// var unit = UnitOfWork()
/// let receipt = try audit.stage(entry, in: &unit)
/// try data.stage(change, in: &unit)
/// let commit = try await unit.commit()
/// commit[receipt]      // the leaf's place in the log
/// ```
///
/// Stores that share a coordinator share one atomic commit. Where a host mixes backends, the coordinator that holds the
/// audit change commits first, so that no effect exists without its record.
public struct UnitOfWork: Sendable {
    /// What makes a retry of this operation recognisable.
    public let idempotency: Idempotency?
    private var groups: [Group] = []
    private var count = 0
    /// What its changes write and only one of them may.
    private var claimed: Set<ConflictKey> = []

    private struct Group: Sendable {
        let coordinator: any CommitCoordinator
        var changes: [StagedChange]
        /// Where each of them stands in the unit.
        var places: [Int]
        var holdsAudit: Bool { changes.contains { $0.store == .audit } }
    }

    /// An empty unit.
    public init(idempotency: Idempotency? = nil) { self.idempotency = idempotency }

    /// Whether nothing was staged.
    public var isEmpty: Bool { count == 0 }

    /// Adds a change that `coordinator` will commit; called by stores, not by hosts.
    public mutating func add<Result: Sendable>(
        _ change: StagedChange, to coordinator: any CommitCoordinator, resultType: Result.Type = Result.self
    ) -> Staged<Result> {
        defer { count += 1 }
        if let place = groups.firstIndex(where: { $0.coordinator === coordinator }) {
            groups[place].changes.append(change)
            groups[place].places.append(count)
        } else {
            groups.append(Group(coordinator: coordinator, changes: [change], places: [count]))
        }
        return Staged(index: count)
    }

    /// Notes that a change of the unit writes something, for a store that takes no second change of it in one unit: each is checked
    /// against what was durable before the unit, so that the second would write over the first without having seen it.
    ///
    /// - Returns: false when an earlier change of the unit writes it.
    public mutating func claim(_ thing: ConflictKey) -> Bool { claimed.insert(thing).inserted }

    /// Most units go to one coordinator, whose answer is the unit's.
    private static func commit(_ group: Group, _ idempotency: Idempotency?) async throws -> Commit {
        var done = try await group.coordinator.commit(group.changes, idempotency: idempotency)
        if !done.results.keys.allSatisfy(group.changes.indices.contains) {
            done.results = done.results.filter { group.changes.indices.contains($0.key) }
        }
        return done
    }

    /// Makes every staged change durable.
    ///
    /// Once the changes are handed over, cancelling the task does not abandon them.
    /// - Throws: what a store's precondition threw, or ``CommitError``.
    public consuming func commit() async throws -> Commit {
        if groups.count == 1 { return try await Self.commit(groups[0], idempotency) }
        var outcome = Commit(sequence: .zero, isDuplicate: false, results: [:])
        let ordered = groups.filter(\.holdsAudit) + groups.filter { !$0.holdsAudit }
        for (place, group) in ordered.enumerated() {
            do {
                let done = try await group.coordinator.commit(group.changes, idempotency: idempotency)
                for (position, result) in done.results where group.places.indices.contains(position) {
                    outcome.results[group.places[position]] = result
                }
                if place == 0 {
                    outcome.sequence = done.sequence
                    outcome.isDuplicate = done.isDuplicate
                }
            } catch  where place > 0 {
                throw CommitError(
                    .partlyCommitted,
                    "the audit record is durable but another backend refused its part (\(error)); "
                        + "retry with the same idempotency key")
            }
        }
        return outcome
    }
}

/// A place in a unit of work whose result is known after the commit.
public struct Staged<Result: Sendable>: Sendable {
    let index: Int
}

/// What a durable unit of work answers.
public struct Commit: Sendable {
    /// Its place in the order.
    public internal(set) var sequence: CommitSequence
    /// The same idempotency key was committed before at `sequence`; nothing was done now and there are no results.
    public internal(set) var isDuplicate: Bool
    /// Results by position of the change; coordinators fill it.
    public internal(set) var results: [Int: any Sendable]

    /// A commit's answer, as a coordinator gives it.
    public init(sequence: CommitSequence, isDuplicate: Bool, results: [Int: any Sendable]) {
        self.sequence = sequence
        self.isDuplicate = isDuplicate
        self.results = results
    }

    /// The result of a staged change; nil for a duplicate.
    public subscript<Result>(_ staged: Staged<Result>) -> Result? { results[staged.index] as? Result }
}

/// Recognises the retry of an operation.
public struct Idempotency: Hashable, Sendable, Codable {
    /// What the caller chose, already turned into 16 bytes that tell nothing about it.
    public var key: Handle
    /// A digest of what was asked, so that one key is not used for two different operations.
    public var request: Handle

    /// A key with the digest of its request.
    public init(key: Handle, request: Handle) {
        self.key = key
        self.request = request
    }
}
