import CustodyFaults
import CustodyJournal
import CustodyTesting
import Testing

/// Looks at everything that is written, also what is gone a moment later.
final class WatchedFileSystem: JournalFileSystem {
    let base = InMemoryFileSystem()
    let canary: PlaintextCanary

    init(_ canary: PlaintextCanary) { self.canary = canary }

    private final class Watched: JournalFile {
        let base: any JournalFile
        let canary: PlaintextCanary
        let path: String

        init(_ base: any JournalFile, _ canary: PlaintextCanary, _ path: String) {
            (self.base, self.canary, self.path) = (base, canary, path)
        }

        func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] { try base.read(at: offset, count: count) }
        func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) {
            #expect(throws: Never.self) { try canary.scan(bytes, at: path) }
            try base.write(bytes, at: offset)
        }
        func sync() throws(JournalError) { try base.sync() }
        func truncate(to size: UInt64) throws(JournalError) { try base.truncate(to: size) }
        func size() throws(JournalError) -> UInt64 { try base.size() }
        func close() { base.close() }
    }

    func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        Watched(try base.open(path, mode: mode), canary, path)
    }
    func rename(_ path: String, to destination: String) throws(JournalError) { try base.rename(path, to: destination) }
    func remove(_ path: String) throws(JournalError) { try base.remove(path) }
    func createDirectory(_ path: String) throws(JournalError) { try base.createDirectory(path) }
    func list(_ directory: String) throws(JournalError) -> [String] { try base.list(directory) }
    func status(_ path: String) throws(JournalError) -> JournalPathStatus { try base.status(path) }
    func syncDirectory(_ path: String) throws(JournalError) { try base.syncDirectory(path) }
    func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock { try base.lockExclusive(path) }
}
