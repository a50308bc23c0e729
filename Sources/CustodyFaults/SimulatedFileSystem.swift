public import CustodyJournal
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file system in memory that tells what is durable from what is only seen, and can crash.
///
/// * A file's `sync` makes that file's bytes and size durable and no name; `syncDirectory` the names in one directory and no
///   file. A rename between directories counts for the one it leads to.
/// * After a failed `sync` the changes it took up are still read, but no later sync makes them durable: they must be written
///   again. A failed `syncDirectory` makes nothing durable, and a later one counts.
/// * `crash` answers what the next process finds, by a ``CrashProfile`` and a seed.
/// * A ``FaultPlan`` makes calls fail, and `die(at:)` makes the whole system stop.
///
/// Nothing in it depends on time, threads or hashing: the same calls give the same disk.
public final class SimulatedFileSystem: JournalFileSystem {
    private struct State {
        var disk: SimulatedDisk
        var faults = ArmedFaults()
        var calls = 0
        var changes = 0
        var deathAt = Int.max
        var locked: Set<String> = []
    }

    /// Sees a call before it happens, on the calling thread.
    public typealias Observer = @Sendable (SimulatedCall) -> Void

    private let state: Mutex<State>
    private let observer: Observer?

    /// Starts from a disk, without locks.
    public init(_ disk: SimulatedDisk = SimulatedDisk(), observer: Observer? = nil) {
        self.state = Mutex(State(disk: disk))
        self.observer = observer
    }

    // MARK: For tests

    /// What the disk holds at this moment.
    public var disk: SimulatedDisk { state.withLock { $0.disk } }

    /// How many calls there were, of every kind.
    public var calls: Int { state.withLock { $0.calls } }

    /// How many calls would have changed the disk.
    public var changes: Int { state.withLock { $0.changes } }

    /// How many faults of the plan in force struck.
    public var injectedFaults: Int { state.withLock { $0.faults.injected } }

    /// Puts `plan` in force and counts its occurrences from now.
    public func arm(_ plan: FaultPlan) { state.withLock { $0.faults = ArmedFaults(plan) } }

    /// The call after `calls` others, and every later one, fails and does nothing: the process or the machine is dead.
    public func die(at calls: Int) { state.withLock { $0.deathAt = calls } }

    /// What the next process finds. This one is not changed.
    public func crash(seed: UInt64, profile: CrashProfile) -> SimulatedFileSystem {
        SimulatedFileSystem(disk.crashed(seed: seed, profile: profile))
    }

    // MARK: JournalFileSystem

    /// Opens a file.
    public func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        let name = PlainPath.normal(path)
        let inode = try perform(FileOperation(mode == .createNew ? .create : .open, path)) { disk throws(JournalError) -> Int in
            if disk.visible.isDirectory(name) {
                throw JournalError(.notAJournal, "the path holds something other than a regular file", path: path)
            }
            if let inode = disk.visible.inode(name) {
                guard mode != .createNew else { throw .system("open the file", path: path, errno: EEXIST) }
                return inode
            }
            guard mode == .createNew, disk.visible.isDirectory(PlainPath.parent(name)) else {
                throw .system("open the file", path: path, errno: ENOENT)
            }
            return disk.create(name)
        }
        return SimulatedFile(inode, path: path, isWritable: mode != .readOnly, system: self)
    }

    /// Renames a file.
    public func rename(_ path: String, to destination: String) throws(JournalError) {
        let name = PlainPath.normal(path)
        let target = PlainPath.normal(destination)
        try perform(FileOperation(.rename, path)) { disk throws(JournalError) in
            guard let inode = disk.visible.inode(name), disk.visible.isDirectory(PlainPath.parent(target)) else {
                throw .system("rename to \(destination)", path: path, errno: ENOENT)
            }
            disk.rename(name, to: target, inode: inode)
        }
    }

    /// Removes a file.
    public func remove(_ path: String) throws(JournalError) {
        let name = PlainPath.normal(path)
        try perform(FileOperation(.remove, path)) { disk throws(JournalError) in
            guard disk.visible.inode(name) != nil else { throw .system("remove", path: path, errno: ENOENT) }
            disk.remove(name)
        }
    }

    /// Makes a directory.
    public func createDirectory(_ path: String) throws(JournalError) {
        let name = PlainPath.normal(path)
        try perform(FileOperation(.createDirectory, path)) { disk throws(JournalError) in
            if disk.visible.isDirectory(name) || disk.visible.inode(name) != nil {
                throw .system("make the directory", path: path, errno: EEXIST)
            }
            guard disk.visible.isDirectory(PlainPath.parent(name)) else {
                throw .system("make the directory", path: path, errno: ENOENT)
            }
            disk.makeDirectory(name)
        }
    }

    /// The names in a directory, sorted.
    public func list(_ directory: String) throws(JournalError) -> [String] {
        let name = PlainPath.normal(directory)
        return try perform(FileOperation(.list, directory)) { disk throws(JournalError) in
            guard disk.visible.isDirectory(name) else {
                throw .system("list the directory", path: directory, errno: ENOENT)
            }
            return disk.visible.list(name)
        }
    }

    /// What stands at a path.
    public func status(_ path: String) throws(JournalError) -> JournalPathStatus {
        let name = PlainPath.normal(path)
        return try perform(FileOperation(.status, path)) { disk throws(JournalError) in
            if disk.visible.isDirectory(name) { return .directory }
            guard let inode = disk.visible.inode(name) else { return .absent }
            return .file(size: UInt64(disk.inodes[inode].visible.count))
        }
    }

    /// Makes the names in a directory durable.
    public func syncDirectory(_ path: String) throws(JournalError) {
        let name = PlainPath.normal(path)
        try perform(FileOperation(.syncDirectory, path)) { disk throws(JournalError) in
            guard disk.visible.isDirectory(name) else {
                throw .system("sync the directory", path: path, errno: ENOENT)
            }
            disk.syncDirectory(name)
        }
    }

    /// Takes the lock, or fails with `locked`.
    public func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock {
        let name = PlainPath.normal(path)
        try perform(FileOperation(.lock, path)) { disk throws(JournalError) in
            guard disk.visible.isDirectory(PlainPath.parent(name)) else {
                throw .system("open the lock file", path: path, errno: ENOENT)
            }
            if disk.visible.inode(name) == nil { _ = disk.create(name) }
        }
        guard state.withLock({ $0.locked.insert(name).inserted }) else {
            throw JournalError(.locked, "another holder has the lock", path: path, errno: EWOULDBLOCK)
        }
        return InMemoryLock(path: path) { [self] in _ = state.withLock { $0.locked.remove(name) } }
    }

    // MARK: Calls

    /// Tells the observer, lets a fault strike, or does the work. `partly` is what a short write does, `failed` what a call
    /// does that fails.
    func perform<T>(
        _ operation: FileOperation, write: PendingWrite? = nil,
        partly: (inout SimulatedDisk, Int) -> Void = { _, _ in }, failed: (inout SimulatedDisk) -> Void = { _ in },
        _ body: (inout SimulatedDisk) throws(JournalError) -> T
    ) throws(JournalError) -> T {
        if let observer {
            let (disk, number) = state.withLock { ($0.disk, $0.calls) }
            observer(SimulatedCall(operation: operation, number: number, write: write, disk: disk))
        }
        let result: Result<T, JournalError> = state.withLock { state in
            guard state.calls < state.deathAt else {
                return .failure(.system("\(operation.kind) (dead)", path: operation.path, errno: EIO))
            }
            state.calls += 1
            if operation.kind.isChange { state.changes += 1 }
            let refusal = { (number: Int32) in
                JournalError.system("\(operation.kind) (injected)", path: operation.path, errno: number)
            }
            do throws(JournalError) {
                switch state.faults.strike(operation) {
                case nil: return .success(try body(&state.disk))
                case .error(let number):
                    failed(&state.disk)
                    return .failure(refusal(number))
                case .shortWrite(let count, let number):
                    partly(&state.disk, count)
                    failed(&state.disk)
                    return .failure(refusal(number))
                case .errorAfterwards(let number):
                    _ = try body(&state.disk)
                    return .failure(refusal(number))
                }
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
