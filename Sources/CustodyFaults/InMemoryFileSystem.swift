public import CustodyJournal
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file system in memory, deterministic and without crashes of its own. Everything written counts as durable.
///
/// As in the real one a renamed or removed file stays usable through its open handle, and a second lock is refused.
public final class InMemoryFileSystem: JournalFileSystem {
    private struct State {
        var files: [String: Inode] = [:]
        var directories: Set<String> = ["/"]
        var locked: Set<String> = []
    }

    private let state = Mutex(State())

    /// An empty file system with its root, and `directories` in it with all their parents.
    public init(directories: [String] = []) {
        for directory in directories { add(directory: PlainPath.normal(directory)) }
    }

    // MARK: For tests

    /// The bytes of every file, by path.
    public func snapshot() -> [String: [UInt8]] {
        state.withLock { state in state.files.mapValues { $0.bytes.withLock { $0 } } }
    }

    /// The bytes of a file, or nil.
    public func bytes(of path: String) -> [UInt8]? {
        state.withLock { $0.files[PlainPath.normal(path)] }?.bytes.withLock { $0 }
    }

    /// Puts a file there, with all its parents.
    public func put(_ bytes: [UInt8], at path: String) {
        let path = PlainPath.normal(path)
        add(directory: PlainPath.parent(path))
        state.withLock { $0.files[path] = Inode(bytes) }
    }

    /// Another file system with the same content and no locks: what a machine finds after a restart.
    public func copy() -> InMemoryFileSystem {
        let copy = InMemoryFileSystem()
        let (files, directories) = state.withLock { ($0.files, $0.directories) }
        copy.state.withLock { state in
            state.directories = directories
            for (path, inode) in files { state.files[path] = Inode(inode.bytes.withLock { $0 }) }
        }
        return copy
    }

    /// A copy in which one file ends after `size` bytes.
    public func truncated(_ path: String, to size: Int) -> InMemoryFileSystem {
        changed(path) { $0 = Array($0.prefix(size)) }
    }

    /// A copy in which the bits of `mask` are flipped in one byte.
    public func flipped(_ path: String, at offset: Int, mask: UInt8 = 0xff) -> InMemoryFileSystem {
        changed(path) { bytes in
            if bytes.indices.contains(offset) { bytes[offset] ^= mask }
        }
    }

    /// A copy in which one file is changed.
    public func changed(_ path: String, _ change: (inout [UInt8]) -> Void) -> InMemoryFileSystem {
        let copy = copy()
        var bytes = copy.bytes(of: path) ?? []
        change(&bytes)
        copy.put(bytes, at: path)
        return copy
    }

    // MARK: JournalFileSystem

    /// Opens a file.
    public func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        let name = PlainPath.normal(path)
        let inode: Result<Inode, JournalError> = state.withLock { state in
            if state.directories.contains(name) {
                return .failure(JournalError(.notAJournal, "the path holds something other than a regular file", path: path))
            }
            let existing = state.files[name]
            switch (mode, existing) {
            case (.createNew, .some): return .failure(.system("open the file", path: path, errno: EEXIST))
            case (.createNew, nil):
                guard state.directories.contains(PlainPath.parent(name)) else { break }
                let inode = Inode([])
                state.files[name] = inode
                return .success(inode)
            case (_, .some(let inode)): return .success(inode)
            case (_, nil): break
            }
            return .failure(.system("open the file", path: path, errno: ENOENT))
        }
        return InMemoryFile(try inode.get(), path: path, isWritable: mode != .readOnly)
    }

    /// Renames a file.
    public func rename(_ path: String, to destination: String) throws(JournalError) {
        let done = state.withLock { state in
            guard state.directories.contains(PlainPath.parent(PlainPath.normal(destination))),
                let inode = state.files.removeValue(forKey: PlainPath.normal(path))
            else { return false }
            state.files[PlainPath.normal(destination)] = inode
            return true
        }
        guard done else { throw .system("rename to \(destination)", path: path, errno: ENOENT) }
    }

    /// Removes a file.
    public func remove(_ path: String) throws(JournalError) {
        let removed = state.withLock { $0.files.removeValue(forKey: PlainPath.normal(path)) }
        guard removed != nil else { throw .system("remove", path: path, errno: ENOENT) }
    }

    /// Makes a directory.
    public func createDirectory(_ path: String) throws(JournalError) {
        let name = PlainPath.normal(path)
        let number = state.withLock { state -> Int32 in
            if state.directories.contains(name) || state.files[name] != nil { return EEXIST }
            guard state.directories.contains(PlainPath.parent(name)) else { return ENOENT }
            state.directories.insert(name)
            return 0
        }
        guard number == 0 else { throw .system("make the directory", path: path, errno: number) }
    }

    /// The names in a directory, sorted.
    public func list(_ directory: String) throws(JournalError) -> [String] {
        let name = PlainPath.normal(directory)
        let names = state.withLock { state -> [String]? in
            guard state.directories.contains(name) else { return nil }
            let paths = Array(state.files.keys) + state.directories.filter { $0 != "/" }
            return paths.filter { PlainPath.parent($0) == name }.map { String($0.dropFirst(name == "/" ? 1 : name.count + 1)) }
        }
        guard let names else { throw .system("list the directory", path: directory, errno: ENOENT) }
        return names.sorted()
    }

    /// What stands at a path.
    public func status(_ path: String) throws(JournalError) -> JournalPathStatus {
        let name = PlainPath.normal(path)
        return state.withLock { state in
            if state.directories.contains(name) { return .directory }
            guard let inode = state.files[name] else { return .absent }
            return .file(size: UInt64(inode.bytes.withLock { $0.count }))
        }
    }

    /// Fails only when the directory is absent.
    public func syncDirectory(_ path: String) throws(JournalError) {
        guard try status(path) == .directory else { throw .system("sync the directory", path: path, errno: ENOENT) }
    }

    /// Takes the lock, or fails with `locked`.
    public func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock {
        let name = PlainPath.normal(path)
        let number = state.withLock { state -> Int32 in
            guard state.directories.contains(PlainPath.parent(name)) else { return ENOENT }
            if state.files[name] == nil { state.files[name] = Inode([]) }
            return state.locked.insert(name).inserted ? 0 : EWOULDBLOCK
        }
        if number == EWOULDBLOCK {
            throw JournalError(.locked, "another holder has the lock", path: path, errno: number)
        }
        guard number == 0 else { throw .system("open the lock file", path: path, errno: number) }
        return InMemoryLock(path: path) { [self] in _ = state.withLock { $0.locked.remove(name) } }
    }

    private func add(directory: String) {
        var path = directory
        state.withLock { state in
            while state.directories.insert(path).inserted { path = PlainPath.parent(path) }
        }
    }
}
