import CustodyAudit
import CustodyJournal
import CustodyKeys
import CustodyModel

/// The steps of a salvage, each into a directory that is no store before the last.
struct SalvageWork: Sendable {
    let old: StorePaths
    let new: StorePaths
    let identity: StoreIdentity
    let system: SystemKeys
    let provider: any KeyProvider
    let files: any JournalFileSystem

    /// What became of the keys and of the log's signatures.
    struct Kept: Sendable {
        var keys = 0
        /// Keys that the key file no longer holds.
        var lost: [KeySlotCopy.Lost] = []
        /// The files with signed checkpoints, and why they were left out.
        var checkpoints: [(path: String, failure: String?)] = []
    }

    /// What became of the journal and of the rows that its checkpoint names.
    struct Copied: Sendable {
        var journal: JournalSalvage
        /// The files of rows, and of their indexes, from the damaged store.
        var rows: [String] = []
        /// Rows that are not as they were written: reading them fails in the new store as in the old.
        var damage: [CustodyFilesError] = []
    }

    /// Copies the readable prefix of the journal, as far as its commits can be taken in, and the rows that its checkpoint names.
    func copyJournal(_ slots: any JournalFile) throws -> Copied {
        var stores = try makeStores(in: old, slots, isWritable: false)
        defer { stores.kept.rows.close() }
        var (names, damage): ([String], [CustodyFilesError]) = ([], [])
        let random = SystemRandomSource()
        let journal = try Journal.salvage(
            from: old.wal, to: new.wal, fileSystem: files, storeID: identity.store.bytes, salt: { random.bytes(32) },
            restore: { checkpoint in
                do { try stores.kept.restore(checkpoint) } catch {
                    // What it took in before it failed must not stay.
                    stores.kept.rows.close()
                    stores = try makeStores(in: old, slots, isWritable: false)
                    throw error
                }
                // Before replay adds rows, which stand in memory only and come back when what was copied is replayed.
                names = try files.list(old.rows).filter(stores.kept.isInUse)
                for mark in stores.kept.rows.marks() {
                    do { try stores.kept.rows.walk(mark.number) { _, _ in true } } catch let error as CustodyFilesError {
                        damage.append(error)
                    }
                }
            },
            replay: { try stores.replay($0) })
        guard journal.lastSequence > 0 else {
            throw CustodyFilesError(.corrupt, "no commit can be read, so that there is nothing to salvage", path: old.wal)
        }
        guard journal.checkpoint != nil else { return Copied(journal: journal) }
        try files.createDirectories(new.rows)
        for name in names { try copy(JournalPath.join(old.rows, name), to: JournalPath.join(new.rows, name)) }
        try files.syncDirectory(new.rows)
        return Copied(journal: journal, rows: names.map { JournalPath.join(old.rows, $0) }, damage: damage)
    }

    private func copy(_ path: String, to destination: String) throws {
        let source = try files.open(path, mode: .readOnly)
        defer { source.close() }
        let copy = try files.open(destination, mode: .createNew)
        defer { copy.close() }
        var offset: UInt64 = 0
        while true {
            let bytes = try source.read(at: offset, count: 1 << 20)
            guard !bytes.isEmpty else { break }
            try copy.write(bytes, at: offset)
            offset += UInt64(bytes.count)
        }
        try copy.sync()
    }

    /// Opens the new journal, gives it the keys that its commits name, begins the destruction of those that are lost, and closes
    /// it in order.
    func reopen(_ slots: any JournalFile) async throws -> Kept {
        let (stores, lock, copy) = try await blocking {
            try CustodyFilesError.translating { () throws -> (ReplayedStores, any JournalLock, any JournalFile) in
                for path in [new.keys, new.rows, new.audit] { try files.createDirectories(path) }
                let lock = try files.lockExclusive(new.lock)
                let copy = try files.open(new.slots, mode: .createNew)
                let stores = try makeStores(in: new, copy, isWritable: true)
                let random = SystemRandomSource()
                let journal = try Journal.open(
                    directory: new.wal, fileSystem: files, storeID: identity.store.bytes, mode: .readWriteExisting, lock: lock,
                    companion: copy, salt: { random.bytes(32) }, restore: stores.kept.restore, replay: stores.replay)
                // The next opening makes the next checkpoint; until then everything stands as it was copied.
                stores.coordinator.attach(journal, kept: stores.kept, checkpointBytes: .max)
                return (stores, lock, copy)
            }
        }
        defer {
            copy.close()
            lock.release()
        }
        let keys = try await blocking {
            try CustodyFilesError.translating {
                let keys = try KeySlotCopy(from: slots, at: old.slots, to: copy, stores.keys.ledger)
                try files.syncDirectory(new.keys)
                return keys
            }
        }
        var kept = Kept(keys: keys.keys, lost: keys.lost)
        if !kept.lost.isEmpty {
            var unit = UnitOfWork()
            try stores.keys.stage(intendingToDestroy: kept.lost.map(\.id), in: &unit)
            _ = try await unit.commit()
        }
        try await stores.takeUpSigners(of: identity.store, provider)
        kept.checkpoints = try await copyCheckpoints(stores.audit)
        try await stores.coordinator.close()
        return kept
    }

    /// Takes over the newest signed checkpoint of each log that the log still continues.
    private func copyCheckpoints(_ audit: InMemoryAuditSink) async throws -> [(path: String, failure: String?)] {
        let (source, copies) = (
            FileCheckpoints(directory: old.audit, files: files), FileCheckpoints(directory: new.audit, files: files)
        )
        var result: [(String, String?)] = []
        for log in AuditLog.allCases {
            guard let bytes = try await source.load(log) else { continue }
            try await copies.save(bytes, log)
            do {
                try await audit.openCheck()
                result.append((source.path(log), nil))
            } catch let error as AuditError {
                try CustodyFilesError.translating {
                    try files.remove(copies.path(log))
                    try files.syncDirectory(new.audit)
                }
                result.append((source.path(log), error.message))
            }
        }
        return result
    }

    private func makeStores(in paths: StorePaths, _ slots: any JournalFile, isWritable: Bool) throws -> ReplayedStores {
        try ReplayedStores(
            paths, identity, system, slots, files, random: SystemRandomSource(), isWritable: isWritable,
            options: FileOptions())
    }
}
