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

    /// Overwrites slots so that nothing of their keys is left, and makes that durable.
    func overwrite(_ slots: [UInt64], at sequence: CommitSequence) async throws
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

    /// Forgets the keys.
    public func overwrite(_ gone: [UInt64], at sequence: CommitSequence) async throws {
        slots.withLock { slots in for slot in gone { slots[slot] = nil } }
    }
}
