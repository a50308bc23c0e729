import CustodyAudit
public import CustodyCore
package import CustodyJournal
public import CustodyKeys
public import CustodyModel

/// Puts a store back from a backup of its data and one of its keys.
public enum StoreRestore {
    /// Lives of the store after the backup are lost, and what they sealed may be elsewhere: none of the new ones has their number.
    private static let lostLives: UInt32 = 1 << 16

    /// Puts a store back into a directory that is absent or empty, and carries out every erasure since the backup before it is one.
    ///
    /// A restore that was cut off is done again by the same call.
    /// - Parameters:
    ///   - data: a backup of the data.
    ///   - keys: a backup of the keys that is not older than it, and not too old.
    ///   - provider: opens the wrapped keys.
    ///   - erasures: where erasures are remembered outside the store.
    ///   - acceptsUnanchored: goes on without, and marks the store so in every report.
    ///   - reason: why; it is sealed.
    /// - Throws: ``CustodyFilesError`` with `tornBackup`, `foreignBackup`, `backupTooOld`, `unanchored`, `alreadyExists`, `corrupt`,
    ///   `io`; `KeyError` with `wrongKey` or `unknownVersion`; `CustodianError`.
    public static func restore(
        data: String, keys: String, to directory: String, provider: any KeyProvider, erasures: (any ErasureAnchor)?,
        acceptsUnanchored: Bool = false, reason: String, clock: any CustodyClock = SystemClock()
    ) async throws -> RestoreReport {
        try await restore(
            data: data, keys: keys, to: directory, provider: provider, erasures: erasures, acceptsUnanchored: acceptsUnanchored,
            reason: reason, clock: clock, files: PosixFileSystem())
    }

    package static func restore(
        data: String, keys: String, to directory: String, provider: any KeyProvider, erasures: (any ErasureAnchor)?,
        acceptsUnanchored: Bool = false, reason: String, clock: any CustodyClock, files: any JournalFileSystem
    ) async throws -> RestoreReport {
        let (dataBackup, keyBackup) = (BackupDirectory(path: data, files: files), BackupDirectory(path: keys, files: files))
        let (manifest, keyManifest, slots) = try await blocking {
            try CustodyFilesError.translating {
                let (manifest, keyManifest) = (try dataBackup.manifest(of: .data), try keyBackup.manifest(of: .keys))
                try require(manifest, keyManifest, at: keys, on: clock.now())
                return (manifest, keyManifest, try keyBackup.open("slots"))
            }
        }
        defer { slots.close() }
        let system = try await FileBackend.systemKeys(in: slots, path: keys, provider: provider)
        try manifest.require(signedWith: system.certificateSigning, at: data)
        try keyManifest.require(signedWith: system.certificateSigning, at: keys)
        guard erasures != nil || acceptsUnanchored else {
            throw CustodyFilesError(
                .unanchored,
                "nothing says who was erased since the backup was made: people could come back who were erased; "
                    + "give the anchor of erasures, or accept that and have every report say so", path: directory)
        }
        let paths = StorePaths(directory: directory)
        let identity = StoreIdentity(store: manifest.store, controller: manifest.controller)
        let ground = StoreGround(paths: paths, files: files, work: .restoring)
        let (lock, newSlots) = try await blocking {
            try CustodyFilesError.translating { try lay(manifest, dataBackup, on: ground) }
        }
        // Kept until the directory is a store: under its mark anybody else would begin anew there.
        defer { lock.release() }
        let report: RestoreReport
        do {
            let opened = try await blocking {
                try CustodyFilesError.translating {
                    try FileBackend.attach(
                        paths, identity, system, newSlots, LentLock(lock), SystemRandomSource(), files, FileOptions(),
                        creating: false)
                }
            }
            do {
                report = try await fill(
                    opened, slots, keys, paths, identity, manifest, provider, system, erasures, reason, clock)
            } catch {
                try? await opened.stores.coordinator.close()  // what led here is what the caller has to know
                throw error
            }
        } catch {
            newSlots.close()
            throw error
        }
        try await blocking { try CustodyFilesError.translating { try ground.finish(identity) } }
        return report
    }

    private static func require(
        _ data: BackupManifest, _ keys: BackupManifest, at path: String, on now: Instant
    ) throws {
        guard data.store == keys.store, data.controller == keys.controller else {
            throw CustodyFilesError(.foreignBackup, "the keys are of another store than the data", path: path)
        }
        guard let expiry = keys.expiresAt, now < expiry else {
            throw CustodyFilesError(
                .backupTooOld, "the backup of the keys expired: people who were erased since may stand in it; use a newer one",
                path: path)
        }
        guard keys.commit >= data.commit else {
            throw CustodyFilesError(
                .backupTooOld,
                "the keys were backed up at commit \(keys.commit), before the data at \(data.commit): people's keys would be missing; "
                    + "use a backup of the keys that was made after that of the data", path: path)
        }
    }

    /// Puts everything but the keys in place.
    private static func lay(
        _ manifest: BackupManifest, _ backup: BackupDirectory, on ground: StoreGround
    ) throws -> (any JournalLock, any JournalFile) {
        let (paths, files) = (ground.paths, ground.files)
        return try ground.take {
            for file in manifest.files where file.path != StoreIdentity.fileName {
                let place = file.path.hasSuffix(".checkpoint") ? paths.audit : paths.rows
                try backup.put(file.path, at: JournalPath.join(place, file.path))
            }
            for place in [paths.audit, paths.rows] { try files.syncDirectory(place) }
            let (epoch, overflow) = manifest.writerEpoch.addingReportingOverflow(lostLives)
            let random = SystemRandomSource()
            try Journal.begin(
                in: paths.wal, fileSystem: files, storeID: manifest.store.bytes,
                behind: JournalCheckpoint(sequence: manifest.commit.rawValue, payload: manifest.checkpoint.array),
                writerEpoch: overflow ? manifest.writerEpoch : epoch, salt: { random.bytes(32) })
        }
    }

    /// Gives the store its keys, carries out what it does not know, and closes it.
    private static func fill(
        _ opened: OpenedDirectory, _ slots: any JournalFile, _ slotsPath: String, _ paths: StorePaths,
        _ identity: StoreIdentity, _ manifest: BackupManifest, _ provider: any KeyProvider, _ system: SystemKeys,
        _ erasures: (any ErasureAnchor)?, _ reason: String, _ clock: any CustodyClock
    ) async throws -> RestoreReport {
        let stores = opened.stores
        let copied = try await blocking {
            try CustodyFilesError.translating {
                try KeySlotCopy(from: slots, at: slotsPath, to: opened.slots, stores.keys.ledger)
            }
        }
        if !copied.lost.isEmpty {
            var unit = UnitOfWork()
            try stores.keys.stage(intendingToDestroy: copied.lost.map(\.id), in: &unit)
            _ = try await unit.commit()
        }
        try await stores.takeUpSigners(of: identity.store, provider)
        do { try await stores.audit.openCheck() } catch let error as AuditError {
            throw CustodyFilesError(.corrupt, error.message, path: paths.audit, offset: 0)
        }
        let backends = opened.backends(identity, provider, system)
        let custodian = try await Custodian.open(backends, governance: nil, erasures: erasures, clock: clock)
        let replayed = custodian.replayedErasures
        try await custodian.recordRestore(
            of: manifest.commit, madeAt: manifest.madeAt, reason: reason, isAnchored: erasures != nil)
        let commit = backends.coordinator.lastSequence
        try await custodian.close()
        return RestoreReport(
            commit: commit, keys: copied.keys, destroyedSince: copied.lost.count, replayedErasures: replayed,
            isAnchored: erasures != nil)
    }
}
