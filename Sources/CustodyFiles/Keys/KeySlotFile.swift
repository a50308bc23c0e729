package import CustodyJournal
package import CustodyKeys
package import CustodyModel

/// The file in which wrapped keys stand, a slot each: what is written there, and what is read back.
package struct KeySlotFile: Sendable {
    package let file: any JournalFile
    package let path: String

    package init(_ file: any JournalFile, path: String) {
        self.file = file
        self.path = path
    }

    /// How many slots are read at once.
    private static let slotsPerRead = 8192

    /// Where a slot begins.
    package static func offset(_ slot: UInt64) -> UInt64 { slot &* UInt64(KeySlot.size) }

    /// What has to be written for a new key.
    package static func write(of key: NewKey, _ slot: UInt64, at sequence: UInt64) throws -> SlotWrite {
        let live = LiveKey(
            retentionClass: key.id.keyClass.rawValue, kek: key.wrapped.version, handle: key.id.owner.bytes,
            nonce: key.wrapped.nonce, wrapped: key.wrapped.box, fingerprint: key.fingerprint.array, sequence: sequence)
        guard let live else { throw KeyError(.damaged, "the key provider returned a wrapping of the wrong size", key: key.id) }
        return SlotWrite(offset: offset(slot), bytes: KeySlot.live(live).encoded())
    }

    /// What has to be written for a key that is destroyed.
    package static func destruction(of slot: UInt64, at sequence: CommitSequence) -> SlotWrite {
        SlotWrite(offset: offset(slot), bytes: KeySlot.destroyed(sequence: sequence.rawValue).encoded())
    }

    /// What has to be written for a slot whose key is wrapped anew; the slot keeps the commit that it names.
    package func rewrapping(of key: NewKey, in slot: UInt64) throws -> SlotWrite {
        guard case .slot(.live(let old)) = KeySlot.decode(try file.read(at: Self.offset(slot), count: KeySlot.size)),
            old.fingerprint == key.fingerprint.array
        else { throw KeyError(.damaged, "the slot does not hold the key that is wrapped anew; run verify", key: key.id) }
        return try Self.write(of: key, slot, at: old.sequence)
    }

    /// Writes slots and makes them durable.
    package func write(_ writes: [SlotWrite]) throws {
        guard !writes.isEmpty else { return }
        for write in writes { try file.write(write.bytes, at: write.offset) }
        try file.sync()
    }

    /// The key file at `path` as a writer would find it once it has finished what a crash cut off: for whoever may only look.
    package static func asFinished(
        at path: String, in directory: String, _ files: any JournalFileSystem
    ) throws -> any JournalFile {
        try OverlaidSlots.open(path, in: directory, files)
    }

    /// The latest commit that one of the slots from `first` on is of; nil when none of them is of any.
    package func newestCommit(from first: UInt64) throws -> UInt64? {
        var (slot, newest) = (first, UInt64?.none)
        while true {
            let bytes = try file.read(at: Self.offset(slot), count: Self.slotsPerRead * KeySlot.size)
            for start in stride(from: 0, through: bytes.count - KeySlot.size, by: KeySlot.size) {
                guard let sequence = Self.commit(of: bytes[start..<start + KeySlot.size]) else { continue }
                newest = max(newest ?? 0, sequence)
            }
            guard bytes.count == Self.slotsPerRead * KeySlot.size else { return newest }
            slot += UInt64(Self.slotsPerRead)
        }
    }

    /// The commit that a slot is of; nil when the slot is empty or torn.
    package func commit(of slot: UInt64) throws -> UInt64? {
        Self.commit(of: try file.read(at: Self.offset(slot), count: KeySlot.size)[...])
    }

    private static func commit(of bytes: ArraySlice<UInt8>) -> UInt64? {
        switch KeySlot.decode(bytes) {
        case .slot(.live(let key)): key.sequence
        case .slot(.destroyed(let sequence)): sequence
        case .empty, .damaged: nil
        }
    }

    /// Takes everything from a slot on away: it is written over before it is cut off.
    package func clear(from slot: UInt64) throws {
        let (end, size) = (Self.offset(slot), try file.size())
        guard size > end else { return }
        try file.write([UInt8](repeating: 0, count: Int(clamping: size - end)), at: end)
        try file.sync()
        try file.truncate(to: end)
        try file.sync()
    }

    /// The wrapped key of a slot.
    package func wrapped(_ slot: UInt64, expecting id: KeyID, fingerprint: Bytes) throws -> WrappedKey {
        try wrapped(
            in: try file.read(at: Self.offset(slot), count: KeySlot.size)[...], slot, expecting: id,
            fingerprint: fingerprint)
    }

    /// The wrapped keys of some owners, in their order. Keys that were made one after another stand near one another, and are read at
    /// once.
    package func wrapped(ofEach owners: [[KeyLedger.Allocation]]) throws -> [[KeyClass: WrappedKey]] {
        var window = ReadWindow(of: file, alignment: KeySlot.size)
        return try owners.map { placed in
            var keys = [KeyClass: WrappedKey](minimumCapacity: placed.count)
            for key in placed.count > 1 ? placed.sorted(by: { $0.slot < $1.slot }) : placed {
                // Keys of one owner were mostly made together, and then stand side by side.
                let bytes = try window.piece(
                    at: Self.offset(key.slot), head: KeySlot.size, least: placed.count * KeySlot.size
                ) { _ in KeySlot.size }
                keys[key.id.keyClass] = try wrapped(in: bytes, key.slot, expecting: key.id, fingerprint: key.fingerprint)
            }
            return keys
        }
    }

    private func wrapped(
        in bytes: ArraySlice<UInt8>, _ slot: UInt64, expecting id: KeyID, fingerprint: Bytes
    ) throws -> WrappedKey {
        guard case .slot(.live(let key)) = KeySlot.decode(bytes), key.retentionClass == id.keyClass.rawValue,
            key.matches(handle: id.owner.bytes, fingerprint: fingerprint.array)
        else {
            throw KeyError(
                .damaged, "the slot at offset \(Self.offset(slot)) of \(path) does not hold the key it should; run verify",
                key: id)
        }
        return WrappedKey(version: key.kek, combined: key.combined)
    }

    /// Some of the keys, from a slot on, and the slot with which to go on; nil at the end. Whatever is asked for, a page has room for
    /// one, and for no more than are read at once.
    package func keys(from slot: UInt64, limit: Int) throws -> (keys: [(slot: UInt64, key: NewKey)], next: UInt64?) {
        let limit = min(max(1, limit), Self.slotsPerRead)
        // No file reaches to a slot that is none of ours.
        guard slot <= UInt64(Int64.max) / UInt64(KeySlot.size) - UInt64(limit) else { return ([], nil) }
        let bytes = try file.read(at: Self.offset(slot), count: limit * KeySlot.size)
        var keys: [(slot: UInt64, key: NewKey)] = []
        for place in 0..<bytes.count / KeySlot.size {
            let start = place * KeySlot.size
            guard case .slot(.live(let live)) = KeySlot.decode(Array(bytes[start..<start + KeySlot.size])),
                let owner = Handle(live.handle)
            else { continue }
            let key = NewKey(
                id: KeyID(owner, KeyClass(rawValue: live.retentionClass)),
                wrapped: WrappedKey(version: live.kek, nonce: live.nonce, box: live.wrapped),
                fingerprint: Bytes(live.fingerprint))
            keys.append((slot + UInt64(place), key))
        }
        return (keys, bytes.count < limit * KeySlot.size ? nil : slot + UInt64(limit))
    }
}
