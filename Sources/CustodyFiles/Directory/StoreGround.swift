import CustodyJournal

/// A directory that becomes a store, by being made or by being put back.
///
/// A mark stands in it from the first step on, and goes once the store is one. What is found under the mark was cut off: the same call
/// begins anew there. Where no mark stands nothing is ever removed.
struct StoreGround: Sendable {
    /// What becomes of the directory; the name is that of the mark.
    enum Work: String, CaseIterable {
        case making = "CREATE"
        case restoring = "RESTORE"
    }

    let paths: StorePaths
    let files: any JournalFileSystem
    let work: Work

    private var mark: String { JournalPath.join(paths.directory, work.rawValue) }

    /// Takes the directory, which must be absent or empty or carry the mark, removes what was left under the mark, and makes the key file. All
    /// of that is done under the lock, so that nobody else comes to an end meanwhile.
    ///
    /// - Parameter lay: puts there what stands beside the keys.
    /// - Returns: the lock, and the key file.
    func take(laying lay: () throws -> Void = {}) throws -> (any JournalLock, any JournalFile) {
        try requireFree()
        try files.createDirectories(paths.directory)
        let lock = try files.lockExclusive(paths.lock)
        do {
            try requireFree()
            // Also where it stands already: it may not be durable yet, and what follows must never be found without it.
            try files.replace(mark, with: [])
            for place in [paths.wal, paths.keys, paths.rows, paths.audit] {
                try files.createDirectories(place)
                for name in try files.list(place) {
                    let path = JournalPath.join(place, name)
                    if case .file = try files.status(path) { try files.remove(path) }
                }
                try files.syncDirectory(place)
            }
            try lay()
            let slots = try files.open(paths.slots, mode: .createNew)
            try files.syncDirectory(paths.keys)
            return (lock, slots)
        } catch {
            lock.release()
            throw error
        }
    }

    private func requireFree() throws {
        // What was cut off before the mark had its name.
        let first = [JournalPath.lockName, work.rawValue + JournalPath.temporarySuffix]
        switch try files.status(paths.directory) {
        case .absent: return
        case .directory where try files.status(paths.identity) != .absent:
            throw CustodyFilesError(
                .alreadyExists, "a store stands there already; open it, or choose another place", path: paths.directory)
        case .directory where try files.status(mark) == .file(size: 0): return
        case .directory where try files.contents(paths.directory).allSatisfy({ first.contains($0) }): return
        default:
            throw CustodyFilesError(
                .alreadyExists, "something stands there that is no empty directory; choose another place", path: paths.directory
            )
        }
    }

    /// Makes the directory a store: until now it held none, so that nobody could read.
    func finish(_ identity: StoreIdentity) throws {
        try files.replace(paths.identity, with: Array(identity.text.utf8))
        try Self.clear(paths, files)
    }

    /// Takes away a mark that a crash left beside the identity. Whoever opens the store does so before anything is written: were the identity
    /// lost one day, the mark would give the store away.
    static func clear(_ paths: StorePaths, _ files: any JournalFileSystem) throws {
        for work in Work.allCases {
            let mark = JournalPath.join(paths.directory, work.rawValue)
            guard case .file = try files.status(mark) else { continue }
            try files.remove(mark)
            try files.syncDirectory(paths.directory)
        }
    }
}
