import Synchronization

/// The state of one store and the rules by which its changes alter it: pure, without I/O.
public protocol StoreState: Sendable {
    /// One change, in the form that is written and replayed.
    associatedtype Change: Codable & Sendable
    /// What the stager learns after the commit.
    associatedtype Outcome: Sendable = Void

    /// The store's tag in a commit.
    static var tag: StoreTag { get }

    /// What the change looks at and what it alters, each named so that unrelated changes do not wait for each other.
    func conflicts(of change: Change) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>)

    /// Whether the change is a mere precondition, which leaves no bytes behind and whose `apply` alters nothing.
    func isPrecondition(_ change: Change) -> Bool

    /// Throws when a precondition of the change does not hold.
    func validate(_ change: Change) throws

    /// Takes the change in and answers what the stager learns. It was validated; replay calls this too.
    @discardableResult
    mutating func apply(_ change: Change, at sequence: CommitSequence) -> Outcome
}

extension StoreState {
    /// Every change leaves bytes behind unless a store says otherwise.
    public func isPrecondition(_ change: Change) -> Bool { false }
}

/// A store whose state is resident in memory. What makes its changes last is its coordinator: ``MemoryCoordinator`` keeps
/// them for the life of the process, a file backend writes them to its journal and replays them at open.
public final class ResidentStore<State: StoreState>: Sendable {
    private let state: Mutex<State>
    private let coordinator: any CommitCoordinator

    /// A store that starts from `state`.
    public init(_ state: State, committingTo coordinator: any CommitCoordinator) {
        self.state = Mutex(state)
        self.coordinator = coordinator
    }

    /// Looks at what is durable.
    public func read<Result: Sendable>(_ body: (borrowing State) throws -> Result) rethrows -> Result {
        try state.withLock { try body($0) }
    }

    /// Stages a change.
    @discardableResult
    public func stage(_ change: State.Change, in unit: inout UnitOfWork) -> Staged<State.Outcome> {
        let (reads, writes, isPrecondition) = read {
            let (reads, writes) = $0.conflicts(of: change)
            return (reads, writes, $0.isPrecondition(change))
        }
        let staged = StagedChange(
            store: State.tag, reads: reads, writes: writes,
            validate: { try self.read { try $0.validate(change) } },
            prepare: { sequence in
                PreparedChange(
                    bytes: isPrecondition ? [] : try CBOR.encode(change),
                    apply: { self.state.withLock { $0.apply(change, at: sequence) } })
            })
        return unit.add(staged, to: coordinator, resultType: State.Outcome.self)
    }

    /// Takes in a change that was durable before this process began.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws {
        let change = try CBOR.decode(State.Change.self, from: bytes)
        _ = state.withLock { $0.apply(change, at: sequence) }
    }
}
