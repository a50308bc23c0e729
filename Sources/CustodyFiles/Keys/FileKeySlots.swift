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
    private let rewraps: RewrapFile
    let path: String

    init(file: any JournalFile, _ paths: StorePaths, _ files: any JournalFileSystem, coordinator: FileCoordinator) {
        self.file = file
        self.path = paths.slots
        self.coordinator = coordinator
        rewraps = RewrapFile(paths, files)
    }

    func writes(for key: NewKey, slot: UInt64, at sequence: CommitSequence) throws -> [SlotWrite] {
        [try Self.write(of: key, slot, at: sequence.rawValue)]
    }

    private static func write(of key: NewKey, _ slot: UInt64, at sequence: UInt64) throws -> SlotWrite {
        let live = LiveKey(
            retentionClass: key.id.keyClass.rawValue, kek: key.wrapped.version, handle: key.id.owner.bytes,
            nonce: key.wrapped.nonce, wrapped: key.wrapped.box, fingerprint: key.fingerprint.array, sequence: sequence)
        guard let live else { throw KeyError(.damaged, "the key provider returned a wrapping of the wrong size", key: key.id) }
        return SlotWrite(offset: offset(slot), bytes: KeySlot.live(live).encoded())
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

    func keys(from slot: UInt64, limit: Int) async throws -> (keys: [(slot: UInt64, key: NewKey)], next: UInt64?) {
        let file = self.file
        return try await blocking {
            try CustodyFilesError.translating {
                let bytes = try file.read(at: Self.offset(slot), count: limit * KeySlot.size)
                var keys: [(slot: UInt64, key: NewKey)] = []
                for place in 0..<bytes.count / KeySlot.size {
                    let start = place * KeySlot.size
                    guard case .slot(.live(let live)) = KeySlot.decode(Array(bytes[start..<start + KeySlot.size])),
                        let owner = Handle(live.handle)
                    else { continue }
                    keys.append(
                        (
                            slot + UInt64(place),
                            NewKey(
                                id: KeyID(owner, KeyClass(rawValue: live.retentionClass)),
                                wrapped: WrappedKey(version: live.kek, nonce: live.nonce, box: live.wrapped),
                                fingerprint: Bytes(live.fingerprint))
                        ))
                }
                return (keys, bytes.count < limit * KeySlot.size ? nil : slot + UInt64(limit))
            }
        }
    }

    /// Writes the slots beside the key file first, then in place, and takes the copy away.
    func rewrap(_ keys: [(slot: UInt64, key: NewKey)]) async throws {
        let (file, rewraps) = (self.file, self.rewraps)
        let writes = try await blocking {
            try CustodyFilesError.translating {
                // What an earlier failure left here stands in place already, or was never begun.
                try rewraps.remove()
                let writes = try keys.map { slot, key in
                    guard
                        case .slot(.live(let old)) = KeySlot.decode(try file.read(at: Self.offset(slot), count: KeySlot.size)),
                        old.fingerprint == key.fingerprint.array
                    else {
                        throw KeyError(.damaged, "the slot does not hold the key that is wrapped anew; run verify", key: key.id)
                    }
                    return try Self.write(of: key, slot, at: old.sequence)
                }
                try rewraps.write(writes)
                return writes
            }
        }
        try await coordinator.write(writes)
        try await blocking { try CustodyFilesError.translating { try rewraps.remove() } }
    }

    func overwrite(_ slots: [UInt64], at sequence: CommitSequence) async throws {
        // Gone already unless taking it away failed; an erased key must not stand there.
        let rewraps = self.rewraps
        try await blocking { try CustodyFilesError.translating { try rewraps.remove() } }
        let gone = KeySlot.destroyed(sequence: sequence.rawValue).encoded()
        try await coordinator.write(slots.map { SlotWrite(offset: Self.offset($0), bytes: gone) })
    }

    static func offset(_ slot: UInt64) -> UInt64 { slot &* UInt64(KeySlot.size) }
}
