package import CustodyJournal
package import CustodyModel

/// `keys/rewrap`: slots on their way to another wrapping, whole before the first of them is written over.
///
/// A slot that is torn while its key lives would be the end of the key. So the new slots stand here first; a writer that finds the
/// file puts them in place again and takes the file away. It is written over before it goes, since an erasure after it must find no
/// copy of the wrapping anywhere.
///
///     magic8 | count u32 | count × (slot u64 | slot128) | crc4
package struct RewrapFile {
    private static let magic: [UInt8] = Array("CUSTODYR".utf8)
    private static let entrySize = 8 + KeySlot.size
    private static let overhead = 16
    /// No file is larger: some hundred thousand slots at once.
    private static let limit = 64 << 20
    static let name = "rewrap"

    let path: String
    let files: any JournalFileSystem

    /// The file of a directory of keys.
    package init(in directory: String, _ files: any JournalFileSystem) {
        self.init(path: JournalPath.join(directory, Self.name), files: files)
    }

    /// Makes the slots durable here.
    package func write(_ slots: [SlotWrite]) throws {
        var bytes = Self.magic
        bytes.append(bigEndian: UInt32(clamping: slots.count))
        for slot in slots {
            bytes.append(bigEndian: slot.offset / UInt64(KeySlot.size))
            bytes += slot.bytes
        }
        bytes.append(bigEndian: CRC32C.checksum(bytes))
        try files.replace(path, with: bytes)
    }

    /// What stands here; nothing when there is no file, or it is not whole: it got its name only when it was, and is written over
    /// only when every slot stands in place.
    func read() throws -> [SlotWrite] {
        guard case .file = try files.status(path) else { return [] }
        let bytes = try files.readAll(path, atMost: Self.limit)
        guard bytes.starts(with: Self.magic), bytes.count >= Self.overhead,
            (bytes.count - Self.overhead).isMultiple(of: Self.entrySize),
            Self.integer(bytes[8..<12]) == UInt64((bytes.count - Self.overhead) / Self.entrySize),
            Self.integer(bytes[(bytes.count - 4)...]) == UInt64(CRC32C.checksum(Array(bytes.dropLast(4))))
        else { return [] }
        return stride(from: 12, to: bytes.count - 4, by: Self.entrySize).map { place in
            SlotWrite(
                offset: FileKeySlots.offset(Self.integer(bytes[place..<place + 8])),
                bytes: Array(bytes[place + 8..<place + Self.entrySize]))
        }
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    /// Writes the file over and takes it away, both durably.
    package func remove() throws {
        guard case .file(let size) = try files.status(path) else { return }
        let file = try files.open(path, mode: .readWrite)
        do {
            defer { file.close() }
            try file.write([UInt8](repeating: 0, count: Int(min(size, UInt64(Self.limit)))), at: 0)
            try file.sync()
        }
        try files.remove(path)
        try files.syncDirectory(JournalPath.parent(of: path))
    }

    /// Finishes what a crash cut off. Called by a writer before anything is read from the slots.
    package func redo(in slots: any JournalFile) throws {
        // Left by a crash before the file got its name.
        let draft = path + JournalPath.temporarySuffix
        let hasDraft = try files.status(draft) != .absent
        let writes = try read()
        for write in try Self.due(writes, in: slots) { try slots.write(write.bytes, at: write.offset) }
        if !writes.isEmpty { try slots.sync() }
        try remove()
        if hasDraft { try RewrapFile(path: draft, files: files).remove() }
    }

    private init(path: String, files: any JournalFileSystem) {
        self.path = path
        self.files = files
    }

    /// Those that may be put in place: a slot that was destroyed stays so.
    static func due(_ writes: [SlotWrite], in slots: any JournalFile) throws -> [SlotWrite] {
        try writes.filter { write in
            guard case .slot(.live(let new)) = KeySlot.decode(write.bytes) else { return false }
            return switch KeySlot.decode(try slots.read(at: write.offset, count: KeySlot.size)) {
            case .slot(.destroyed), .empty: false
            case .slot(.live(let old)): old.fingerprint == new.fingerprint
            case .damaged: true
            }
        }
    }
}
