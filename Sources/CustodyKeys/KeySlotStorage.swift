public import CustodyModel
import Synchronization

/// Where wrapped keys stand: numbered slots that can be overwritten in place, which is how a store forgets.
public protocol KeySlotStorage: Sendable {
    /// What has to be written, durably, before a commit may name the key; empty when ``accept(_:slot:)`` does it all.
    func writes(for key: NewKey, slot: UInt64, at sequence: CommitSequence) throws -> [SlotWrite]

    /// The commit that names the key is durable.
    func accept(_ key: NewKey, slot: UInt64)

    /// The wrapped key of a slot.
    ///
    /// - Throws: ``KeyError`` with `damaged` when the slot holds something else.
    func read(_ slot: UInt64, expecting id: KeyID, fingerprint: Bytes) throws -> WrappedKey

    /// The wrapped keys of the slots where keys of some owners stand, as many answers as owners. Mostly those of one stand side by side,
    /// and those of owners who came one after another near them.
    ///
    /// - Throws: as ``read(_:expecting:fingerprint:)``.
    func read(ofEach owners: [[KeyLedger.Allocation]]) throws -> [[KeyClass: WrappedKey]]

    /// Some of the keys that stand in slots, from a slot on, at most `limit` (at least one).
    ///
    /// - Returns: the keys with their slots, and the slot with which to go on; nil at the end.
    func keys(from slot: UInt64, limit: Int) async throws -> (keys: [(slot: UInt64, key: NewKey)], next: UInt64?)

    /// Puts other wrappings of the same keys in the place of those that stand there, durably, so that a crash leaves one of the two
    /// whole. Each keeps the commit that its slot names.
    func rewrap(_ keys: [(slot: UInt64, key: NewKey)]) async throws

    /// Overwrites slots so that nothing of their keys is left, and makes that durable.
    func overwrite(_ slots: [UInt64], at sequence: CommitSequence) async throws
}

extension KeySlotStorage {
    /// One after another.
    public func read(ofEach owners: [[KeyLedger.Allocation]]) throws -> [[KeyClass: WrappedKey]] {
        try owners.map { placed in
            var keys: [KeyClass: WrappedKey] = [:]
            for key in placed {
                keys[key.id.keyClass] = try read(key.slot, expecting: key.id, fingerprint: key.fingerprint)
            }
            return keys
        }
    }

    /// Those of one owner.
    func read(_ placed: [KeyLedger.Allocation]) throws -> [KeyClass: WrappedKey] {
        try read(ofEach: [placed]).first ?? [:]
    }
}

/// Slots in memory.
public final class InMemoryKeySlots: KeySlotStorage {
    private let slots = Mutex<[UInt64: NewKey]>([:])

    /// No slot is taken.
    public init() {}

    /// Nothing needs to be written.
    public func writes(for key: NewKey, slot: UInt64, at sequence: CommitSequence) throws -> [SlotWrite] { [] }

    /// Keeps the key.
    public func accept(_ key: NewKey, slot: UInt64) { slots.withLock { $0[slot] = key } }

    /// The wrapped key of a slot.
    public func read(_ slot: UInt64, expecting id: KeyID, fingerprint: Bytes) throws -> WrappedKey {
        guard let key = slots.withLock({ $0[slot] }), key.id == id, key.fingerprint == fingerprint else {
            throw KeyError(.damaged, "the slot does not hold the key it should", key: id)
        }
        return key.wrapped
    }

    /// Some of the keys.
    public func keys(from slot: UInt64, limit: Int) async throws -> (keys: [(slot: UInt64, key: NewKey)], next: UInt64?) {
        let limit = max(1, limit)
        return slots.withLock { slots in
            let found = slots.keys.filter { $0 >= slot }.sorted().prefix(limit)
            let keys = found.compactMap { place in slots[place].map { (slot: place, key: $0) } }
            return (keys, found.count == limit ? found.last.map { $0 &+ 1 } : nil)
        }
    }

    /// Keeps the keys in their other wrappings.
    public func rewrap(_ keys: [(slot: UInt64, key: NewKey)]) async throws {
        slots.withLock { slots in for (slot, key) in keys { slots[slot] = key } }
    }

    /// Forgets the keys.
    public func overwrite(_ gone: [UInt64], at sequence: CommitSequence) async throws {
        slots.withLock { slots in for slot in gone { slots[slot] = nil } }
    }
}
