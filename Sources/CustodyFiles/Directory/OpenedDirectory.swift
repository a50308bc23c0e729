import CustodyAudit
import CustodyCore
import CustodyJournal
import CustodyKeys
import CustodyModel

/// A directory that this process holds for writing.
struct OpenedDirectory: Sendable {
    let stores: ReplayedStores
    let journal: Journal
    let slots: any JournalFile
    let lock: any JournalLock
    /// How many slots there were when the checkpoint was made.
    let checkpointedSlots: UInt64

    /// Holds the newest signed checkpoints against the log.
    func checkLog(_ paths: StorePaths, _ files: any JournalFileSystem) async throws {
        do { try await stores.audit.openCheck() } catch let error as AuditError {
            let checkpoints = FileCheckpoints(directory: paths.audit, files: files)
            throw CustodyFilesError(
                .corrupt, error.message, path: error.place.map { checkpoints.path($0.log) } ?? paths.audit, offset: 0)
        }
    }

    /// Holds the key file against the journal, from where the checkpoint left it. A slot that no commit names is left by a crash and is cleared; after an
    /// orderly close it can only be damage.
    func reconcileSlots(_ paths: StorePaths) async throws {
        let inspection = try await blocking { [slots, ledger = stores.keys.ledger, replayed = stores.keys.takeReplayed()] in
            try CustodyFilesError.translating {
                try KeySlotInspection(slots, ledger: ledger, from: checkpointedSlots, keys: replayed)
            }
        }
        if let damage = inspection.damage.first {
            throw CustodyFilesError(
                .corrupt, "\(damage.reason); restore the key file from its backup", path: paths.slots, offset: damage.offset)
        }
        guard let stray = inspection.strays.first else { return }
        guard !journal.recovery.closedCleanly else {
            throw CustodyFilesError(
                .corrupt, "a key slot holds something that no commit names", path: paths.slots,
                offset: FileKeySlots.offset(stray))
        }
        let empty = [UInt8](repeating: 0, count: KeySlot.size)
        try await stores.coordinator.write(
            inspection.strays.map { SlotWrite(offset: FileKeySlots.offset($0), bytes: empty) })
    }

    /// What the caller gets of the directory, once its opening is over.
    func backends(_ identity: StoreIdentity, _ provider: any KeyProvider, _ system: SystemKeys) -> Backends {
        stores.coordinator.beginCheckpoints()
        return Backends(
            store: identity.store, controller: identity.controller, data: stores.data, consent: stores.consent,
            policies: stores.policies, audit: stores.audit, incidents: stores.incidents, keys: stores.keys,
            provider: provider, system: system, coordinator: stores.coordinator,
            // Each opening for writing has an epoch of its own.
            life: journal.writerEpoch ?? 0,
            close: { [self] in
                defer {
                    slots.close()
                    lock.release()
                }
                try await stores.coordinator.close()
            })
    }
}
