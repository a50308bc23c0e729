/// Which of the stores a change belongs to: its tag in a commit.
public struct StoreTag: RawRepresentable, Hashable, Sendable, Codable {
    /// The number written with each change; never reused for another store.
    public var rawValue: UInt8

    /// Names a store by its number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Keys: which slots are allocated, which subjects are erased.
    public static let keys = StoreTag(rawValue: 1)
    /// The audit log.
    public static let audit = StoreTag(rawValue: 2)
    /// Personal records.
    public static let data = StoreTag(rawValue: 3)
    /// Consent and objection.
    public static let consent = StoreTag(rawValue: 4)
    /// Policy documents.
    public static let access = StoreTag(rawValue: 5)
    /// Incidents.
    public static let incidents = StoreTag(rawValue: 6)
    /// Everything that is none of the five modules.
    public static let registers = StoreTag(rawValue: 7)
}

/// A thing that changes may meet on: one subject's consent, one record, one incident.
///
/// A commit may name thousands of things, so that a name takes no memory of its own: most are a handle, with a byte before it or
/// without, and any other is told by a digest. Two that had one digest would wait for each other, and nothing more.
public struct ConflictKey: Hashable, Sendable {
    /// The store in which the thing lives.
    public let store: StoreTag
    private let form: Form
    private let name: Handle

    private enum Form: Hashable {
        case handle
        case kind(UInt8)
        case digest
    }

    private init(_ store: StoreTag, _ form: Form, _ name: Handle) { (self.store, self.form, self.name) = (store, form, name) }

    /// Names a thing. Equal names are equal keys.
    public init(_ store: StoreTag, _ name: some Sequence<UInt8>) {
        let name = Array(name)
        if let handle = Handle(name) {
            self.init(store, of: handle)
        } else if let kind = name.first, let handle = Handle(name.dropFirst()) {
            self.init(store, kind: kind, of: handle)
        } else {
            self.init(store, .digest, Handle(words: (RowHash.hash(name), RowHash.hash(name.reversed()))))
        }
    }

    /// Names what a handle stands for.
    package init(_ store: StoreTag, of handle: Handle) { self.init(store, .handle, handle) }

    /// Names what a handle stands for among things of a kind.
    package init(_ store: StoreTag, kind: UInt8, of handle: Handle) { self.init(store, .kind(kind), handle) }

    /// By half of the name: what stands for something is random, and is gone through for every commit.
    public func hash(into hasher: inout Hasher) { hasher.combine(name.words.low) }
}

/// A change as one store gave it to a unit of work: checked and bound to its place only when the unit commits.
public struct StagedChange: Sendable {
    /// The store.
    public var store: StoreTag
    /// What the change looks at. Units that only read the same thing may overlap.
    public var reads: Set<ConflictKey>
    /// What the change alters. Nothing else that reads or writes it overlaps.
    public var writes: Set<ConflictKey>
    /// Checks every precondition against what is durable, and that what `apply` reads can be read; called before anything of the unit takes
    /// effect, may throw.
    public var validate: @Sendable () throws -> Void
    /// Gives the change its place and its bytes. It must not alter what others can see; that is for `apply`. A store of a database
    /// writes its rows here, within the coordinator's transaction, and `apply` only answers.
    public var prepare: @Sendable (CommitSequence) throws -> PreparedChange

    /// A change from its parts.
    public init(
        store: StoreTag, reads: Set<ConflictKey> = [], writes: Set<ConflictKey> = [],
        validate: @escaping @Sendable () throws -> Void,
        prepare: @escaping @Sendable (CommitSequence) throws -> PreparedChange
    ) {
        self.store = store
        self.reads = reads
        self.writes = writes
        self.validate = validate
        self.prepare = prepare
    }
}

/// A change that has its place in the order.
public struct PreparedChange: Sendable {
    /// What a durable backend writes, and what replay reads back. Empty for a pure precondition. It is a closure because a backend
    /// that keeps nothing never asks; a backend that does asks once, before `apply`.
    public var bytes: @Sendable () throws -> [UInt8]
    /// Written and made durable before the commit itself: the slots of new keys, which never pass through the journal.
    public var slotWrites: [SlotWrite]
    /// Makes the change visible, and answers what the stager learns. Called once, in commit order, when the commit is durable.
    /// It throws when what the store keeps cannot be read: the commit is durable all the same, and the store must be reopened.
    public var apply: @Sendable () throws -> any Sendable

    /// A prepared change from its parts. `bytes` is evaluated when a backend asks for them.
    public init(
        bytes: @autoclosure @escaping @Sendable () throws -> [UInt8], slotWrites: [SlotWrite] = [],
        apply: @escaping @Sendable () throws -> any Sendable
    ) {
        self.bytes = bytes
        self.slotWrites = slotWrites
        self.apply = apply
    }
}

/// Bytes for a fixed place of the key file.
public struct SlotWrite: Hashable, Sendable {
    /// From the start of the file, in bytes.
    public var offset: UInt64
    /// What stands there afterwards.
    public var bytes: [UInt8]

    /// A write from its parts.
    public init(offset: UInt64, bytes: [UInt8]) {
        self.offset = offset
        self.bytes = bytes
    }
}
