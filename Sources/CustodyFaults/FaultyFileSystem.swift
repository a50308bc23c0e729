public import CustodyJournal
import Synchronization

/// Passes every call on to another file system, records it, and makes the calls of a ``FaultPlan`` fail.
public final class FaultyFileSystem: JournalFileSystem {
    private struct State {
        var faults: ArmedFaults
        var operations: [FileOperation] = []
        var injected = 0
    }

    private let base: any JournalFileSystem
    private let beforeOperation: (@Sendable (FileOperation) -> Void)?
    private let state: Mutex<State>

    /// Decorates `base`.
    ///
    /// `beforeOperation` runs before each call on the calling thread and may block it: a gate for tests.
    public init(
        _ base: any JournalFileSystem, plan: FaultPlan = FaultPlan(),
        beforeOperation: (@Sendable (FileOperation) -> Void)? = nil
    ) {
        self.base = base
        self.beforeOperation = beforeOperation
        self.state = Mutex(State(faults: ArmedFaults(plan)))
    }

    /// Puts `plan` in force and counts its occurrences from now.
    public func arm(_ plan: FaultPlan) {
        state.withLock { $0.faults = ArmedFaults(plan) }
    }

    /// No more faults.
    public func disarm() { arm(FaultPlan()) }

    /// Every call so far, in order.
    public var operations: [FileOperation] { state.withLock { $0.operations } }

    /// How many calls of a kind there were, optionally only for paths with an ending.
    public func count(_ kind: FileOperation.Kind, pathSuffix: String = "") -> Int {
        operations.count { $0.kind == kind && (pathSuffix.isEmpty || $0.path.hasSuffix(pathSuffix)) }
    }

    /// How many faults struck.
    public var injectedFaults: Int { state.withLock { $0.injected } }

    /// Forgets the recorded calls.
    public func forgetOperations() { state.withLock { $0.operations = [] } }

    /// Opens a file of the base.
    public func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        try perform(FileOperation(mode == .createNew ? .create : .open, path)) { () throws(JournalError) in
            FaultyFile(try base.open(path, mode: mode), path: path, system: self)
        }
    }

    /// Renames in the base.
    public func rename(_ path: String, to destination: String) throws(JournalError) {
        try perform(FileOperation(.rename, path)) { () throws(JournalError) in try base.rename(path, to: destination) }
    }

    /// Removes from the base.
    public func remove(_ path: String) throws(JournalError) {
        try perform(FileOperation(.remove, path)) { () throws(JournalError) in try base.remove(path) }
    }

    /// Makes a directory in the base.
    public func createDirectory(_ path: String) throws(JournalError) {
        try perform(FileOperation(.createDirectory, path)) { () throws(JournalError) in try base.createDirectory(path) }
    }

    /// Lists the base.
    public func list(_ directory: String) throws(JournalError) -> [String] {
        try perform(FileOperation(.list, directory)) { () throws(JournalError) in try base.list(directory) }
    }

    /// Examines the base.
    public func status(_ path: String) throws(JournalError) -> JournalPathStatus {
        try perform(FileOperation(.status, path)) { () throws(JournalError) in try base.status(path) }
    }

    /// Syncs a directory of the base.
    public func syncDirectory(_ path: String) throws(JournalError) {
        try perform(FileOperation(.syncDirectory, path)) { () throws(JournalError) in try base.syncDirectory(path) }
    }

    /// Locks in the base.
    public func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock {
        try perform(FileOperation(.lock, path)) { () throws(JournalError) in try base.lockExclusive(path) }
    }

    /// Records a call and answers the fault that strikes it.
    func strike(_ operation: FileOperation) -> FaultPlan.Fault? {
        beforeOperation?(operation)
        return state.withLock { state in
            state.operations.append(operation)
            guard let fault = state.faults.strike(operation) else { return nil }
            state.injected += 1
            return fault
        }
    }

    func perform<T>(_ operation: FileOperation, _ body: () throws(JournalError) -> T) throws(JournalError) -> T {
        switch strike(operation) {
        case nil: return try body()
        case .error(let number), .shortWrite(_, let number):
            throw .system("\(operation.kind) (injected)", path: operation.path, errno: number)
        case .errorAfterwards(let number):
            _ = try body()
            throw .system("\(operation.kind) (injected)", path: operation.path, errno: number)
        }
    }
}
