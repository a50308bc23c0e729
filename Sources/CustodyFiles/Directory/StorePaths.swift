package import CustodyJournal

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
        guard try status(path) == .absent else { return }
        let parent = JournalPath.parent(of: path)
        if parent != path { try createDirectories(parent) }
        do throws(JournalError) { try createDirectory(path) } catch  where error.code == .alreadyExists {}
        try syncDirectory(parent)
    }
}
