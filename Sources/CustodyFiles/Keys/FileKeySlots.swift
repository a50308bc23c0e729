import CustodyJournal
import CustodyKeys
import CustodyModel

/// Wrapped keys in a file of 128-byte slots that are overwritten where they stand.
///
/// On a disk that overwrites in place an overwritten key is gone. Flash and copy-on-write file systems may keep the old
/// block for a while: what remains there is wrapped, and opens no more once the key-encryption key is replaced.
final class FileKeySlots: KeySlotStorage {
    private let slots: KeySlotFile
    private let coordinator: FileCoordinator
    private let rewraps: RewrapFile

    init(file: any JournalFile, _ paths: StorePaths, _ files: any JournalFileSystem, coordinator: FileCoordinator) {
        slots = KeySlotFile(file, path: paths.slots)
        self.coordinator = coordinator
        rewraps = RewrapFile(in: paths.keys, files)
    }

    func writes(for key: NewKey, slot: UInt64, at sequence: CommitSequence) throws -> [SlotWrite] {
        [try KeySlotFile.write(of: key, slot, at: sequence.rawValue)]
    }

    func accept(_ key: NewKey, slot: UInt64) {}

    func read(_ slot: UInt64, expecting id: KeyID, fingerprint: Bytes) throws -> WrappedKey {
        try slots.wrapped(slot, expecting: id, fingerprint: fingerprint)
    }

    func read(ofEach owners: [[KeyLedger.Allocation]]) throws -> [[KeyClass: WrappedKey]] {
        try slots.wrapped(ofEach: owners)
    }

    func keys(from slot: UInt64, limit: Int) async throws -> (keys: [(slot: UInt64, key: NewKey)], next: UInt64?) {
        let slots = self.slots
        return try await blocking { try CustodyFilesError.translating { try slots.keys(from: slot, limit: limit) } }
    }

    /// Writes the slots beside the key file first, then in place, and takes the copy away.
    func rewrap(_ keys: [(slot: UInt64, key: NewKey)]) async throws {
        let (slots, rewraps) = (self.slots, self.rewraps)
        let writes = try await blocking {
            try CustodyFilesError.translating {
                // What an earlier failure left here stands in place already, or was never begun.
                try rewraps.remove()
                let writes = try keys.map { slot, key in try slots.rewrapping(of: key, in: slot) }
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
        try await coordinator.write(slots.map { KeySlotFile.destruction(of: $0, at: sequence) })
    }

    static func offset(_ slot: UInt64) -> UInt64 { KeySlotFile.offset(slot) }
}
