import CustodyJournal
import CustodyKeys
import CustodyModel

/// Wrapped keys in a file of 128-byte slots that are overwritten where they stand.
///
/// On a disk that overwrites in place an overwritten key is gone. Flash and copy-on-write file systems may keep the old
/// block for a while: what remains there is wrapped, and opens no more once the key-encryption key is replaced.
final class FileKeySlots: KeySlotStorage {
    private let file: any JournalFile
    private let coordinator: FileCoordinator
    let path: String

    init(file: any JournalFile, path: String, coordinator: FileCoordinator) {
        self.file = file
        self.path = path
        self.coordinator = coordinator
    }

    func writes(for key: NewKey, slot: UInt64, at sequence: CommitSequence) throws -> [SlotWrite] {
        let live = LiveKey(
            retentionClass: key.id.keyClass.rawValue, kek: key.wrapped.version, handle: key.id.owner.bytes,
            nonce: key.wrapped.nonce, wrapped: key.wrapped.box, fingerprint: key.fingerprint.array,
            sequence: sequence.rawValue)
        guard let live else { throw KeyError(.damaged, "the key provider returned a wrapping of the wrong size", key: key.id) }
        return [SlotWrite(offset: Self.offset(slot), bytes: KeySlot.live(live).encoded())]
    }

    func accept(_ key: NewKey, slot: UInt64) {}

    func read(_ slot: UInt64, expecting id: KeyID, fingerprint: Bytes) throws -> WrappedKey {
        let bytes = try file.read(at: Self.offset(slot), count: KeySlot.size)
        guard case .slot(.live(let key)) = KeySlot.decode(bytes), key.handle == id.owner.bytes,
            key.retentionClass == id.keyClass.rawValue, key.fingerprint == fingerprint.array
        else {
            throw KeyError(
                .damaged, "the slot at offset \(Self.offset(slot)) of \(path) does not hold the key it should; run verify",
                key: id)
        }
        return WrappedKey(version: key.kek, nonce: key.nonce, box: key.wrapped)
    }

    func overwrite(_ slots: [UInt64], at sequence: CommitSequence) async throws {
        let gone = KeySlot.destroyed(sequence: sequence.rawValue).encoded()
        try await coordinator.write(slots.map { SlotWrite(offset: Self.offset($0), bytes: gone) })
    }

    static func offset(_ slot: UInt64) -> UInt64 { slot &* UInt64(KeySlot.size) }
}
