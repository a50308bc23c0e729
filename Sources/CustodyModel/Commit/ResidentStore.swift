public import Synchronization

/// The state of one store and the rules by which its changes alter it: pure, without I/O of its own. What it keeps in tables
/// may stand in memory or in rows on disk.
public protocol StoreState: Sendable {
    /// One change, in the form that is written and replayed.
    associatedtype Change: Codable & Sendable
    /// What the stager learns after the commit.
    associatedtype Outcome: Sendable = Void

    /// The store's tag in a commit.
    static var tag: StoreTag { get }

    /// What the change looks at and what it alters, each named so that unrelated changes do not wait for each other. The change alone
    /// tells, whatever the store holds.
    static func conflicts(of change: Change) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>)

    /// Whether the change is a mere precondition, which leaves no bytes behind and whose `apply` alters nothing.
    static func isPrecondition(_ change: Change) -> Bool

    /// Of a precondition: how often the store had changed, see ``ResidentStore/changes``, when it was seen to hold. While it has not
    /// changed since, nothing is looked at again.
    static func seen(by change: Change) -> UInt64?

    /// Throws when a precondition of the change does not hold, or when something cannot be read that ``apply(_:at:)`` reads: once the
    /// change is durable nobody can refuse it any more.
    func validate(_ change: Change) throws

    /// The bytes of a change, as `CBOR.encode` gives them.
    static func encoded(_ change: Change) throws -> [UInt8]

    /// Takes the change in and answers what the stager learns. It was validated; replay calls this too.
    ///
    /// - Throws: only when something that the state keeps cannot be read.
    @discardableResult
    mutating func apply(_ change: Change, at sequence: CommitSequence) throws -> Outcome
}

extension StoreState {
    /// Every change leaves bytes behind unless a store says otherwise.
    public static func isPrecondition(_ change: Change) -> Bool { false }

    /// Every precondition is looked at.
    public static func seen(by change: Change) -> UInt64? { nil }

    /// Encodes by way of `Codable`.
    public static func encoded(_ change: Change) throws -> [UInt8] { try CBOR.encode(change) }
}

/// A store of one state. What makes it last is its coordinator: ``MemoryCoordinator`` keeps the changes for the life of the
/// process, a file backend writes them to its journal and replays them at open.
public final class ResidentStore<State: StoreState>: Sendable {
    // What goes through a commit is inlined where the state is known: through tables each copy of a change costs as much as taking it in.
    @usableFromInline let content: Mutex<Content>
    @usableFromInline let coordinator: any CommitCoordinator

    @usableFromInline
    struct Content {
        @usableFromInline var state: State
        @usableFromInline var changes: UInt64 = 0
        /// Why the state can be trusted no more: a change was taken in by half.
        @usableFromInline var failure: (any Error)?

        init(state: State) { self.state = state }
    }

    /// A store that starts from `state`.
    public init(_ state: State, committingTo coordinator: any CommitCoordinator) {
        content = Mutex(Content(state: state))
        self.coordinator = coordinator
    }

    /// Looks at what is durable.
    ///
    /// - Throws: what the body throws, or what kept a durable change from being taken in.
    @inlinable
    public func read<Result: Sendable>(_ body: (borrowing State) throws -> Result) throws -> Result {
        try content.withLock { content in
            if let failure = content.failure { throw failure }
            return try body(content.state)
        }
    }

    /// How often the state was changed since the store was opened.
    public var changes: UInt64 { content.withLock { $0.changes } }

    @inlinable func validate(_ change: State.Change, seen: UInt64?) throws {
        try content.withLock { content in
            if let failure = content.failure { throw failure }
            if let seen, seen == content.changes { return }
            try content.state.validate(change)
        }
    }

    /// Stages a change.
    @discardableResult
    @inlinable
    public func stage(_ change: State.Change, in unit: inout UnitOfWork) -> Staged<State.Outcome> {
        let (reads, writes) = State.conflicts(of: change)
        let (isPrecondition, seen) = (State.isPrecondition(change), State.seen(by: change))
        let staged = StagedChange(
            store: State.tag, reads: reads, writes: writes,
            validate: { try self.validate(change, seen: seen) },
            prepare: { sequence in
                PreparedChange(
                    bytes: isPrecondition ? [] : try State.encoded(change), apply: { try self.apply(change, at: sequence) })
            })
        return unit.add(staged, to: coordinator, resultType: State.Outcome.self)
    }

    /// Stages what fails its unit when that commits: a change that the unit cannot take beside its others.
    public func stage(refusing error: any Error, in unit: inout UnitOfWork) -> Staged<State.Outcome> {
        let refused = StagedChange(store: State.tag, validate: { throw error }, prepare: { _ in throw error })
        return unit.add(refused, to: coordinator, resultType: State.Outcome.self)
    }

    /// Takes in a change that was durable before this process began.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws {
        _ = try apply(try CBOR.decode(State.Change.self, from: bytes), at: sequence)
    }

    @inlinable func apply(_ change: State.Change, at sequence: CommitSequence) throws -> State.Outcome {
        try content.withLock { content in
            if !State.isPrecondition(change) { content.changes &+= 1 }
            do { return try content.state.apply(change, at: sequence) } catch {
                content.failure = error
                throw error
            }
        }
    }

    /// A copy of the state, which shares what does not change.
    package var snapshot: State { content.withLock { $0.state } }

    /// Looks at and alters how the state is kept, not what it says.
    package func visit(_ visitor: inout some StateVisitor) throws where State: VisitableState {
        try content.withLock { try $0.state.visit(&visitor) }
    }
}
