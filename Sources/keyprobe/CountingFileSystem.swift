import CustodyJournal
import Synchronization

/// The real file system, with its syncs counted.
final class CountingFileSystem: JournalFileSystem {
    /// How far it was when the keys' file was last durable.
    struct Mark {
        var syncs: Int
        var time: ContinuousClock.Instant
    }

    private let base = PosixFileSystem()
    private let state = Mutex((syncs: 0, keys: Mark?.none))

    /// How many files and directories were synced so far.
    var syncs: Int { state.withLock { $0.syncs } }

    /// When the keys' file was last durable, and how many syncs there had been then.
    var keys: Mark? { state.withLock { $0.keys } }

    private func note(_ path: String) {
        state.withLock { state in
            state.syncs += 1
            if path.hasSuffix("/keys/slots") { state.keys = Mark(syncs: state.syncs, time: ContinuousClock.now) }
        }
    }

    private final class File: JournalFile {
        private let base: any JournalFile
        private let path: String
        private let system: CountingFileSystem

        init(_ base: any JournalFile, _ path: String, _ system: CountingFileSystem) {
            (self.base, self.path, self.system) = (base, path, system)
        }

        func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] { try base.read(at: offset, count: count) }
        func willRead(at offset: UInt64, count: Int) { base.willRead(at: offset, count: count) }
        func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) { try base.write(bytes, at: offset) }
        func sync() throws(JournalError) {
            try base.sync()
            system.note(path)
        }
        func truncate(to size: UInt64) throws(JournalError) { try base.truncate(to: size) }
        func size() throws(JournalError) -> UInt64 { try base.size() }
        func close() { base.close() }
    }

    func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        File(try base.open(path, mode: mode), path, self)
    }
    func rename(_ path: String, to destination: String) throws(JournalError) { try base.rename(path, to: destination) }
    func remove(_ path: String) throws(JournalError) { try base.remove(path) }
    func createDirectory(_ path: String) throws(JournalError) { try base.createDirectory(path) }
    func list(_ directory: String) throws(JournalError) -> [String] { try base.list(directory) }
    func status(_ path: String) throws(JournalError) -> JournalPathStatus { try base.status(path) }
    func syncDirectory(_ path: String) throws(JournalError) {
        try base.syncDirectory(path)
        note(path)
    }
    func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock { try base.lockExclusive(path) }
}
