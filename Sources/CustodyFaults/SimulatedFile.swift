import CustodyJournal
import Synchronization

/// An open file of a ``SimulatedFileSystem``. As in the real one a renamed or removed file stays usable through it.
final class SimulatedFile: JournalFile {
    private let inode: Int
    private let path: String
    private let isWritable: Bool
    private let system: SimulatedFileSystem
    private let isClosed = Mutex(false)
    /// No test writes more; a wild offset must not take the memory.
    private static let limit = 1 << 30

    init(_ inode: Int, path: String, isWritable: Bool, system: SimulatedFileSystem) {
        self.inode = inode
        self.path = path
        self.isWritable = isWritable
        self.system = system
    }

    func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] {
        try check()
        return try system.perform(FileOperation(.read, path, offset: offset, count: count)) { disk throws(JournalError) in
            let size = disk.inodes[inode].visible.count
            guard count > 0, offset < UInt64(size) else { return [] }
            let start = Int(offset)
            return Array(disk.inodes[inode].visible[start..<min(size, start + min(count, size))])
        }
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) {
        try checkWritable()
        guard offset <= UInt64(Self.limit - min(bytes.count, Self.limit)) else {
            throw JournalError(.noSpace, "the file would be too large", path: path, offset: offset)
        }
        let place = Int(offset)
        let write = PendingWrite(inode: inode, offset: place, bytes: bytes)
        try system.perform(
            FileOperation(.write, path, offset: offset, count: bytes.count), write: write,
            partly: { disk, count in disk.write(Array(bytes.prefix(max(0, count))), at: place, inode: inode) }
        ) { disk throws(JournalError) in disk.write(bytes, at: place, inode: inode) }
    }

    func sync() throws(JournalError) {
        try check()
        try system.perform(FileOperation(.sync, path), failed: { $0.failSync(inode) }) { disk throws(JournalError) in
            disk.sync(inode)
        }
    }

    func truncate(to size: UInt64) throws(JournalError) {
        try checkWritable()
        guard size <= UInt64(Self.limit) else { throw JournalError(.noSpace, "the file would be too large", path: path) }
        try system.perform(FileOperation(.truncate, path, offset: size)) { disk throws(JournalError) in
            disk.truncate(inode, to: Int(size))
        }
    }

    func size() throws(JournalError) -> UInt64 {
        try check()
        return try system.perform(FileOperation(.size, path)) { disk throws(JournalError) in
            UInt64(disk.inodes[inode].visible.count)
        }
    }

    func close() { isClosed.withLock { $0 = true } }

    private func check() throws(JournalError) {
        guard !isClosed.withLock({ $0 }) else { throw JournalError(.closed, "the file is closed", path: path) }
    }

    private func checkWritable() throws(JournalError) {
        try check()
        guard isWritable else { throw JournalError(.readOnly, "the file is open for reading only", path: path) }
    }
}
