import CustodyJournal
import Synchronization

/// The real file system, with its syncs counted.
final class CountingFileSystem: JournalFileSystem {
    private let base = PosixFileSystem()
    private let count = Mutex(0)

    /// How many files and directories were synced so far.
    var syncs: Int { count.withLock { $0 } }

    private func note() { count.withLock { $0 += 1 } }

    private final class File: JournalFile {
        private let base: any JournalFile
        private let system: CountingFileSystem

        init(_ base: any JournalFile, _ system: CountingFileSystem) { (self.base, self.system) = (base, system) }

        func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] { try base.read(at: offset, count: count) }
        func willRead(at offset: UInt64, count: Int) { base.willRead(at: offset, count: count) }
        func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) { try base.write(bytes, at: offset) }
        func sync() throws(JournalError) {
            system.note()
            try base.sync()
        }
        func truncate(to size: UInt64) throws(JournalError) { try base.truncate(to: size) }
        func size() throws(JournalError) -> UInt64 { try base.size() }
        func close() { base.close() }
    }

    func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        File(try base.open(path, mode: mode), self)
    }
    func rename(_ path: String, to destination: String) throws(JournalError) { try base.rename(path, to: destination) }
    func remove(_ path: String) throws(JournalError) { try base.remove(path) }
    func createDirectory(_ path: String) throws(JournalError) { try base.createDirectory(path) }
    func list(_ directory: String) throws(JournalError) -> [String] { try base.list(directory) }
    func status(_ path: String) throws(JournalError) -> JournalPathStatus { try base.status(path) }
    func syncDirectory(_ path: String) throws(JournalError) {
        note()
        try base.syncDirectory(path)
    }
    func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock { try base.lockExclusive(path) }
}
