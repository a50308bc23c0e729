import CustodyJournal

/// A file of a ``FaultyFileSystem``.
final class FaultyFile: JournalFile {
    private let base: any JournalFile
    private let path: String
    private let system: FaultyFileSystem

    init(_ base: any JournalFile, path: String, system: FaultyFileSystem) {
        self.base = base
        self.path = path
        self.system = system
    }

    func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] {
        try system.perform(FileOperation(.read, path, offset: offset, count: count)) { () throws(JournalError) in
            try base.read(at: offset, count: count)
        }
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) {
        let operation = FileOperation(.write, path, offset: offset, count: bytes.count)
        switch system.strike(operation) {
        case nil: try base.write(bytes, at: offset)
        case .error(let number): throw .system("write (injected)", path: path, errno: number)
        case .shortWrite(let count, let number):
            try base.write(Array(bytes.prefix(max(0, count))), at: offset)
            throw .system("write (injected after \(count) bytes)", path: path, errno: number)
        case .errorAfterwards(let number):
            try base.write(bytes, at: offset)
            throw .system("write (injected)", path: path, errno: number)
        }
    }

    func sync() throws(JournalError) {
        try system.perform(FileOperation(.sync, path)) { () throws(JournalError) in try base.sync() }
    }

    func truncate(to size: UInt64) throws(JournalError) {
        try system.perform(FileOperation(.truncate, path, offset: size)) { () throws(JournalError) in
            try base.truncate(to: size)
        }
    }

    func size() throws(JournalError) -> UInt64 {
        try system.perform(FileOperation(.size, path)) { () throws(JournalError) in try base.size() }
    }

    func close() { base.close() }
}
