package import CustodyJournal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where things stand in a store's directory.
struct StorePaths {
    let directory: String

    var identity: String { JournalPath.join(directory, StoreIdentity.fileName) }
    var lock: String { JournalPath.join(directory, "LOCK") }
    var wal: String { JournalPath.join(directory, "wal") }
    var quarantine: String { JournalPath.join(wal, JournalPath.quarantineName) }
    var keys: String { JournalPath.join(directory, "keys") }
    var slots: String { JournalPath.join(keys, "slots") }
    var rows: String { JournalPath.join(directory, "rows") }
    var audit: String { JournalPath.join(directory, "audit") }
}

extension JournalFileSystem {
    /// Makes the directory and those above it that are missing.
    package func createDirectories(_ path: String) throws(JournalError) {
        let parent = JournalPath.parent(of: path)
        guard try status(path) == .absent else { return try syncFound(in: parent) }
        if parent != path { try createDirectories(parent) }
        do throws(JournalError) { try createDirectory(path) } catch  where error.code == .alreadyExists {}
        try syncDirectory(parent)
    }

    /// Makes durable what was found in a directory: who put it there may have died, or failed, before the sync that follows. Where nothing
    /// may be written, and where the file system knows no such sync, nothing of ours is pending.
    func syncFound(in directory: String) throws(JournalError) {
        do throws(JournalError) { try syncDirectory(directory) } catch  where error.code == .permission {
        } catch  where error.errno == EINVAL {}
    }

    /// The names in a directory, without the one that a file system has at the root of each volume.
    package func contents(_ directory: String) throws(JournalError) -> [String] {
        try list(directory).filter { $0 != Self.volumeName }
    }

    static var volumeName: String { "lost+found" }
}
