import CustodyJournal
import Synchronization

/// A file's content, which names and handles share.
final class Inode: Sendable {
    let bytes: Mutex<[UInt8]>

    init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes) }
}

/// An open file of an ``InMemoryFileSystem``.
final class InMemoryFile: JournalFile {
    private let inode: Inode
    private let path: String
    private let isWritable: Bool
    private let isClosed = Mutex(false)
    /// No test writes more; a wild offset must not take the memory.
    private static let limit = 1 << 30

    init(_ inode: Inode, path: String, isWritable: Bool) {
        self.inode = inode
        self.path = path
        self.isWritable = isWritable
    }

    func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] {
        try check()
        return inode.bytes.withLock { bytes in
            guard count > 0, offset < UInt64(bytes.count) else { return [] }
            return Array(bytes[Int(offset)...].prefix(count))
        }
    }

    func write(_ new: [UInt8], at offset: UInt64) throws(JournalError) {
        try checkWritable()
        guard offset <= UInt64(Self.limit - min(new.count, Self.limit)) else {
            throw JournalError(.noSpace, "the file would be too large", path: path, offset: offset)
        }
        guard !new.isEmpty else { return }
        inode.bytes.withLock { bytes in
            let start = Int(offset)
            let end = start + new.count
            if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
            bytes.replaceSubrange(start..<end, with: new)
        }
    }

    func sync() throws(JournalError) { try check() }

    func truncate(to size: UInt64) throws(JournalError) {
        try checkWritable()
        guard size <= UInt64(Self.limit) else { throw JournalError(.noSpace, "the file would be too large", path: path) }
        inode.bytes.withLock { bytes in
            let size = Int(size)
            if bytes.count > size {
                bytes.removeLast(bytes.count - size)
            } else {
                bytes += [UInt8](repeating: 0, count: size - bytes.count)
            }
        }
    }

    func size() throws(JournalError) -> UInt64 {
        try check()
        return UInt64(inode.bytes.withLock { $0.count })
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
