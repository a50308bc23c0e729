/// The thin seam between this module and the operating system.
///
/// Every call is synchronous and may block: call it from a thread that may wait, never from a cooperative one.
/// ``PosixFileSystem`` is the real one. Implement it anew to inject faults or to keep everything in memory. An
/// implementation promises that `rename` is atomic and that a name is durable only after `syncDirectory`. Paths are
/// strings with `/` between their parts.
public protocol JournalFileSystem: Sendable {
    /// Opens a file. Errors: `notFound`, `alreadyExists` (for `createNew`), `permission`, `notAJournal` when the path is no
    /// regular file, `io`.
    func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile

    /// Moves a file over another atomically. Durable only after the directory is synced.
    func rename(_ path: String, to destination: String) throws(JournalError)

    /// Removes a file. Errors: `notFound` when it is absent.
    func remove(_ path: String) throws(JournalError)

    /// Makes a directory for its owner only. Errors: `alreadyExists`; `notFound` when its parent is absent.
    func createDirectory(_ path: String) throws(JournalError)

    /// The names in a directory, without `.` and `..`, sorted.
    func list(_ directory: String) throws(JournalError) -> [String]

    /// What stands at a path. An error means "cannot tell", which is never the same as absent.
    func status(_ path: String) throws(JournalError) -> JournalPathStatus

    /// Makes the names in a directory durable.
    func syncDirectory(_ path: String) throws(JournalError)

    /// Takes the exclusive lock on a file that stays empty and is never deleted, or fails at once with `locked`.
    func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock
}
