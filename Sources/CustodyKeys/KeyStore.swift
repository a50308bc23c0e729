public import Crypto
public import CustodyModel

/// Keeps wrapped keys and forgets them on demand.
///
/// Rules for an implementation:
/// - A key that was destroyed stays destroyed: no later insert, replay or copy brings the same owner and class back.
/// - Of two keys for one owner and class in one unit, the first stands.
/// - From the moment the intent of a destruction is durable, ``wrapped(_:)`` answers `erased`.
/// - ``overwrite(_:)`` returns only when no storage of this store holds the keys any more, wrapped or not.
/// - Wrapped keys never pass through the commit's bytes: those are copied into backups.
/// - ``rewrap(_:)`` and ``overwrite(_:)`` never meet on a key: what is being wrapped anew when its destruction comes is destroyed
///   in either form, and a crash leaves one whole wrapping of each live key.
public protocol KeyStore: Sendable {
    /// The wrapped key.
    ///
    /// - Throws: ``KeyError`` with `absent`, `erased` or `damaged`.
    func wrapped(_ id: KeyID) async throws -> WrappedKey

    /// The owner's live keys as they are wrapped.
    func wrapped(of owner: Handle) async throws -> [KeyClass: WrappedKey]

    /// Of each of the owners the live keys as they are wrapped.
    func wrapped(ofEach owners: [Handle]) async throws -> [[KeyClass: WrappedKey]]

    /// How many destructions were decided since the store was opened: while it is the same, what ``wrapped(of:)`` and
    /// ``wrapped(ofEach:)`` answered is still live. Nil when it is not counted.
    func destructionCount() async throws -> UInt64?

    /// The owner's keys that are live, by class, with their fingerprints.
    func live(of owner: Handle) async throws -> [KeyClass: Bytes]

    /// Stages new keys; each is durable no later than the commit.
    func stage(inserting keys: [NewKey], in unit: inout UnitOfWork) throws

    /// Stages the intent to destroy keys. Once durable it is carried out even if the process dies.
    func stage(intendingToDestroy ids: [KeyID], in unit: inout UnitOfWork) throws

    /// Destroys keys whose intent is durable.
    func overwrite(_ ids: [KeyID]) async throws

    /// Stages the note that keys are destroyed.
    func stage(destroyed ids: [KeyID], in unit: inout UnitOfWork) throws

    /// Keys whose destruction was begun and not yet noted as done: to be finished at open.
    func unfinished() async throws -> [KeyID]

    /// Some of the live keys as they are wrapped, in an order of the store's own. A key that is live before the first page is asked for and
    /// until the last stands in one of them, while others are wrapped anew, destroyed and made: an offset does not do as a cursor.
    ///
    /// - Parameters:
    ///   - cursor: where the page before ended; nil for the first.
    ///   - limit: at most so many, and at least one. A page may hold fewer, or none: the last is the one without a next.
    func wrappings(after cursor: UInt64?, limit: Int) async throws -> WrappingPage

    /// Puts other wrappings of the same keys in the place of those that stand there, durably. Keys that are live no more are passed over.
    ///
    /// - Returns: how many were replaced.
    /// - Throws: ``KeyError`` with `damaged` when a wrapping is of another key than the one that stands there.
    func rewrap(_ keys: [NewKey]) async throws -> Int

    /// From now on refuses new keys that are wrapped under another version than this with `conflict`, so that a rotation comes to
    /// an end; nil takes keys under any version again, as a store does that was just opened. It counts when a key commits: one that was
    /// staged before is refused too.
    ///
    /// A store that several processes open refuses in all of them, or says that keys are rotated while only one of them has it open.
    func accept(only version: UInt16?)

    /// How many keys are live, and how many were destroyed.
    func counts() async throws -> (live: Int, destroyed: Int)
}

/// Some of a store's live keys.
public struct WrappingPage: Hashable, Sendable {
    /// The keys, each with its wrapping and fingerprint.
    public var keys: [NewKey]
    /// Where the next page begins; nil when this one is the last.
    public var next: UInt64?

    /// A page from its parts.
    public init(_ keys: [NewKey], next: UInt64?) {
        self.keys = keys
        self.next = next
    }
}

/// A key on its way into a store.
public struct NewKey: Hashable, Sendable {
    /// Whose key, and which.
    public var id: KeyID
    /// The wrapped key.
    public var wrapped: WrappedKey
    /// HMAC-SHA256 of a label under the key: tells one key from another without telling the key.
    public var fingerprint: Bytes

    /// A key from its parts.
    public init(id: KeyID, wrapped: WrappedKey, fingerprint: Bytes) {
        self.id = id
        self.wrapped = wrapped
        self.fingerprint = fingerprint
    }

    /// A new random key, wrapped.
    public static func make(
        _ id: KeyID, provider: some KeyProvider, random: some RandomSource
    ) async throws -> (key: SymmetricKey, new: NewKey) {
        let key = SymmetricKey(data: random.bytes(32))
        let wrapped = try await provider.wrap(key, context: id.wrappingContext)
        return (key, NewKey(id: id, wrapped: wrapped, fingerprint: key.fingerprint))
    }
}

extension SymmetricKey {
    /// HMAC-SHA256 of a label under the key.
    public var fingerprint: Bytes {
        Bytes(Array(HMAC<SHA256>.authenticationCode(for: Array("custody/fingerprint/v1".utf8), using: self)))
    }
}

extension KeyStore {
    /// One after another. A store that finds them together should.
    public func wrapped(of owner: Handle) async throws -> [KeyClass: WrappedKey] {
        var keys: [KeyClass: WrappedKey] = [:]
        for keyClass in try await live(of: owner).keys {
            do { keys[keyClass] = try await wrapped(KeyID(owner, keyClass)) } catch let error as KeyError
                where error.code == .erased
            { continue }
        }
        return keys
    }

    /// One after another. A store that finds them together should.
    public func wrapped(ofEach owners: [Handle]) async throws -> [[KeyClass: WrappedKey]] {
        var keys: [[KeyClass: WrappedKey]] = []
        keys.reserveCapacity(owners.count)
        for owner in owners { keys.append(try await wrapped(of: owner)) }
        return keys
    }

    /// Nothing is counted.
    public func destructionCount() async throws -> UInt64? { nil }

    /// The key itself.
    public func key(_ id: KeyID, provider: some KeyProvider) async throws -> SymmetricKey {
        try await provider.unwrap(try await wrapped(id), context: id.wrappingContext)
    }
}
