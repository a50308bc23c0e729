import CustodyJournal

/// A file of a ``SabotagedFileSystem``.
final class SabotagedFile: JournalFile {
    private let base: any JournalFile
    private let isDeaf: Bool
    private let retries: Bool

    init(_ base: any JournalFile, isDeaf: Bool, retries: Bool) {
        self.base = base
        self.isDeaf = isDeaf
        self.retries = retries
    }

    func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] { try base.read(at: offset, count: count) }
    func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) { try base.write(bytes, at: offset) }
    func truncate(to size: UInt64) throws(JournalError) { try base.truncate(to: size) }
    func size() throws(JournalError) -> UInt64 { try base.size() }
    func close() { base.close() }

    func sync() throws(JournalError) {
        guard !isDeaf else { return }
        do throws(JournalError) { try base.sync() } catch {
            guard retries else { throw error }
            // Once more, as if that proved anything.
            try base.sync()
        }
    }
}
