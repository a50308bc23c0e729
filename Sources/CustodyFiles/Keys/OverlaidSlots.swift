import CustodyJournal
import CustodyModel

/// The key file as a writer would find it once it has finished a rewrapping that was cut off: for whoever may only look.
final class OverlaidSlots: JournalFile {
    private let base: any JournalFile
    private let slots: [UInt64: [UInt8]]

    /// The key file of a store, opened for reading.
    static func open(_ paths: StorePaths, _ files: any JournalFileSystem) throws -> any JournalFile {
        try open(paths.slots, in: paths.keys, files)
    }

    /// The key file at a path of a directory of keys, opened for reading.
    static func open(_ path: String, in directory: String, _ files: any JournalFileSystem) throws -> any JournalFile {
        let base = try files.open(path, mode: .readOnly)
        do {
            let due = try RewrapFile.due(RewrapFile(in: directory, files).read(), in: base)
            return due.isEmpty ? base : OverlaidSlots(base, due)
        } catch {
            base.close()
            throw error
        }
    }

    private init(_ base: any JournalFile, _ writes: [SlotWrite]) {
        self.base = base
        slots = Dictionary(writes.map { ($0.offset, $0.bytes) }) { $1 }
    }

    func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] {
        var bytes = try base.read(at: offset, count: count)
        // Slots are read whole, one or many, and nothing that begins within one.
        for start in stride(from: 0, to: bytes.count - KeySlot.size + 1, by: KeySlot.size) {
            guard let slot = slots[offset + UInt64(start)] else { continue }
            bytes.replaceSubrange(start..<start + KeySlot.size, with: slot)
        }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) { try base.write(bytes, at: offset) }
    func sync() throws(JournalError) { try base.sync() }
    func truncate(to size: UInt64) throws(JournalError) { try base.truncate(to: size) }
    func size() throws(JournalError) -> UInt64 { try base.size() }
    func close() { base.close() }
}
