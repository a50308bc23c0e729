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
    let files: any JournalFileSystem

    /// What became of the keys and of the log's signatures.
    struct Kept: Sendable {
        var keys = 0
        /// Keys that the key file no longer holds.
        var lost: [(id: KeyID, offset: UInt64, reason: String)] = []
        /// The files with signed checkpoints, and why they were left out.
        var checkpoints: [(path: String, failure: String?)] = []
    }

    /// Copies the readable prefix of the journal, as far as its commits can be taken in.
    func copyJournal() throws -> JournalSalvage {
        let stores = try replayed(FileCoordinator(), slots: InMemoryKeySlots(), checkpoints: InMemoryCheckpointStore())
        let random = SystemRandomSource()
        let salvage = try Journal.salvage(
            from: old.wal, to: new.wal, fileSystem: files, storeID: identity.store.bytes, salt: { random.bytes(32) },
            replay: stores.replay)
        guard salvage.lastSequence > 0 else {
            throw CustodyFilesError(.corrupt, "no commit can be read, so that there is nothing to salvage", path: old.wal)
        }
        return salvage
    }

    /// Opens the new journal, gives it the keys that its commits name, begins the destruction of those that are lost, and closes
    /// it in order.
    func reopen(_ slots: any JournalFile) async throws -> Kept {
        let coordinator = FileCoordinator()
        let (stores, lock, copy) = try await blocking {
            try CustodyFilesError.translating { () throws -> (ReplayedStores, any JournalLock, any JournalFile) in
                for path in [new.keys, new.audit] { try files.createDirectories(path) }
                let lock = try files.lockExclusive(new.lock)
                let copy = try files.open(new.slots, mode: .createNew)
                let stores = try replayed(
                    coordinator, slots: FileKeySlots(file: copy, path: new.slots, coordinator: coordinator),
                    checkpoints: FileCheckpoints(directory: new.audit, files: files))
                let random = SystemRandomSource()
                let journal = try Journal.open(
                    directory: new.wal, fileSystem: files, storeID: identity.store.bytes, mode: .readWriteExisting, lock: lock,
                    companion: copy, salt: { random.bytes(32) }, replay: stores.replay)
                coordinator.attach(journal)
                return (stores, lock, copy)
            }
        }
        defer {
            copy.close()
            lock.release()
        }
        var kept = try await blocking { try CustodyFilesError.translating { try copyKeys(slots, copy, stores.keys.ledger) } }
        if !kept.lost.isEmpty {
            var unit = UnitOfWork()
            try stores.keys.stage(intendingToDestroy: kept.lost.map(\.id), in: &unit)
            _ = try await unit.commit()
        }
        kept.checkpoints = try await copyCheckpoints(stores.audit)
        try await coordinator.close()
        return kept
    }

    /// Writes each slot as the ledger says it should be. What no commit names is not taken over.
    private func copyKeys(_ old: any JournalFile, _ new: any JournalFile, _ ledger: KeyLedger) throws -> Kept {
        var kept = Kept()
        for (id, entry) in ledger.entries.sorted(by: { $0.value.slot < $1.value.slot }) {
            let offset = FileKeySlots.offset(entry.slot)
            switch entry.state {
            // Its destruction is decided, and the next opening carries it out: the key itself need not come along.
            case .destroying: continue
            case .destroyed:
                try new.write(KeySlot.destroyed(sequence: entry.changedAt.rawValue).encoded(), at: offset)
            case .live:
                let bytes = try old.read(at: offset, count: KeySlot.size)
                switch KeySlot.decode(bytes) {
                case .slot(.live(let key))
                where key.handle == id.owner.bytes && key.retentionClass == id.keyClass.rawValue
                    && key.fingerprint == entry.fingerprint.array && key.sequence == entry.changedAt.rawValue:
                    try new.write(bytes, at: offset)
                    kept.keys += 1
                case .slot(.destroyed(let sequence)):
                    kept.lost.append((id, offset, "the key was destroyed by commit \(sequence), which is not taken over"))
                case .damaged(let reason): kept.lost.append((id, offset, "the key is lost: \(reason)"))
                case .empty, .slot: kept.lost.append((id, offset, "the key is lost: the slot holds something else"))
                }
            }
        }
        if let own = kept.lost.first(where: { $0.id.owner == SystemKeys.owner }) {
            throw CustodyFilesError(
                .corrupt, "a key of the store itself is lost; restore the key file from its backup", path: self.old.slots,
                offset: own.offset)
        }
        try new.sync()
        try files.syncDirectory(self.new.keys)
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

    private func replayed(
        _ coordinator: FileCoordinator, slots: any KeySlotStorage, checkpoints: any CheckpointStore
    ) throws -> ReplayedStores {
        try ReplayedStores(
            identity: identity, system: system, slots: slots, checkpoints: checkpoints, coordinator: coordinator,
            random: SystemRandomSource())
    }
}
