import Crypto
import CustodyAudit
public import CustodyCore
package import CustodyJournal
public import CustodyKeys
public import CustodyModel
import Synchronization

/// The embedded backend: all five stores and the keys in one directory, with one file on the commit path.
///
///     DIR/
///       custody.json    which store this is
///       LOCK            held by the one writer; empty
///       wal/            the write-ahead journal: every change of every store
///       keys/slots      wrapped keys, overwritten in place when they are destroyed
///       rows/           what the stores keep, and the newest snapshot of their indexes
///       audit/          the newest signed checkpoint of each log
public enum FileBackend {
    /// Makes a store in a directory that is absent or empty. A making that was cut off is done again by the same call.
    ///
    /// - Throws: ``CustodyFilesError`` with `alreadyExists`, `heldElsewhere` or `io`.
    public static func create(
        at directory: String, controller: ControllerID, keys provider: any KeyProvider,
        random: any RandomSource = SystemRandomSource()
    ) async throws -> Backends {
        try await create(at: directory, controller: controller, keys: provider, random: random, files: PosixFileSystem())
    }

    /// Opens the store in a directory.
    ///
    /// - Throws: ``CustodyFilesError`` with `notAStore`, `heldElsewhere`, `newerFormat`, `corrupt` or `io`;
    ///   `KeyError` with `wrongKey` when the key file belongs to another store.
    public static func open(
        at directory: String, keys provider: any KeyProvider, random: any RandomSource = SystemRandomSource()
    ) async throws -> Backends {
        try await open(at: directory, keys: provider, random: random, files: PosixFileSystem())
    }

    package static func create(
        at directory: String, controller: ControllerID, keys provider: any KeyProvider, random: any RandomSource,
        files: any JournalFileSystem, options: FileOptions = FileOptions()
    ) async throws -> Backends {
        guard StoreIdentity.isPlain(controller) else {
            throw CustodyFilesError(
                .io, "the controller's name must be 1 to 128 bytes without quotes, backslashes or control characters")
        }
        let paths = StorePaths(directory: directory)
        let identity = StoreIdentity(store: Handle.random(from: random), controller: controller)
        let made = try await SystemKeys.make(provider: provider, random: random)
        let ground = StoreGround(paths: paths, files: files, work: .making)
        let (lock, slots) = try await blocking { try CustodyFilesError.translating { try ground.take() } }
        do {
            let opened = try await blocking {
                try CustodyFilesError.translating {
                    try attach(paths, identity, made.keys, slots, lock, random, files, options, creating: true)
                }
            }
            do {
                var unit = UnitOfWork()
                try opened.stores.keys.stage(inserting: made.new, in: &unit)
                _ = try await unit.commit()
                // The identity comes last: a directory without it holds no store, so that a crash on the way leaves none.
                try await blocking { try CustodyFilesError.translating { try ground.finish(identity) } }
            } catch {
                await opened.stores.coordinator.abandon()
                throw error
            }
            return opened.backends(identity, provider, made.keys)
        } catch {
            slots.close()
            lock.release()
            throw error
        }
    }

    /// Opens the store in a directory, and makes it where there is none yet.
    package static func openOrCreate(
        at directory: String, controller: ControllerID, keys provider: any KeyProvider, random: any RandomSource,
        files: any JournalFileSystem = PosixFileSystem(), options: FileOptions = FileOptions()
    ) async throws -> Backends {
        do {
            return try await open(at: directory, keys: provider, random: random, files: files, options: options)
        } catch let error as CustodyFilesError where error.code == .notAStore {
            return try await create(
                at: directory, controller: controller, keys: provider, random: random, files: files, options: options)
        }
    }

    package static func open(
        at directory: String, keys provider: any KeyProvider, random: any RandomSource, files: any JournalFileSystem,
        options: FileOptions = FileOptions()
    ) async throws -> Backends {
        let paths = StorePaths(directory: directory)
        let (identity, lock, slots) = try await blocking {
            try CustodyFilesError.translating {
                let identity = try readIdentity(paths, files)
                let lock = try files.lockPatiently(paths.lock)
                do {
                    try StoreGround.clear(paths, files)
                    let slots = try files.open(paths.slots, mode: .readWrite)
                    do { try RewrapFile(in: paths.keys, files).redo(in: slots) } catch {
                        slots.close()
                        throw error
                    }
                    return (identity, lock, slots)
                } catch {
                    lock.release()
                    throw error
                }
            }
        }
        do {
            let system = try await systemKeys(in: slots, path: paths.slots, provider: provider)
            let opened = try await blocking {
                try CustodyFilesError.translating {
                    try attach(paths, identity, system, slots, lock, random, files, options, creating: false)
                }
            }
            do {
                try await opened.stores.takeUpSigners(of: identity.store, provider)
                try await opened.checkLog(paths, files)
                try await opened.reconcileSlots(paths)
            } catch {
                // Not closed in order: that would say of what was found here that it was right, and cover it.
                await opened.stores.coordinator.abandon()
                throw error
            }
            return opened.backends(identity, provider, system)
        } catch {
            slots.close()
            lock.release()
            throw error
        }
    }

    static func readIdentity(_ paths: StorePaths, _ files: any JournalFileSystem) throws -> StoreIdentity {
        guard try files.status(paths.directory) == .directory else {
            throw CustodyFilesError(.notAStore, "there is no such directory; make a store with `init`", path: paths.directory)
        }
        guard case .file = try files.status(paths.identity) else {
            throw CustodyFilesError(
                .notAStore, "the directory holds no \(StoreIdentity.fileName), so it is no store; make one with `init`",
                path: paths.directory)
        }
        let text = try CustodyFilesError.translating {
            try files.readAll(paths.identity, atMost: StoreIdentity.limit)
        }
        return try StoreIdentity(text: text, path: paths.identity)
    }

    /// The store's own keys stand in the first slots and are opened before anything else, since they show whether the
    /// provider's key belongs to the store.
    package static func systemKeys(
        in slots: any JournalFile, path: String, provider: any KeyProvider
    ) async throws -> SystemKeys {
        var keys: [SymmetricKey] = []
        for (slot, id) in SystemKeys.ids.enumerated() {
            let offset = FileKeySlots.offset(UInt64(slot))
            let bytes = try CustodyFilesError.translating { try slots.read(at: offset, count: KeySlot.size) }
            guard case .slot(.live(let key)) = KeySlot.decode(bytes), key.handle == id.owner.bytes,
                key.retentionClass == id.keyClass.rawValue
            else {
                throw CustodyFilesError(.corrupt, "a slot of the store's own keys is damaged", path: path, offset: offset)
            }
            let wrapped = WrappedKey(version: key.kek, nonce: key.nonce, box: key.wrapped)
            keys.append(try await provider.unwrap(wrapped, context: id.wrappingContext))
        }
        guard let system = SystemKeys(keys) else {
            throw CustodyFilesError(.corrupt, "the store's own keys are not complete", path: path, offset: 0)
        }
        return system
    }

    static func attach(
        _ paths: StorePaths, _ identity: StoreIdentity, _ system: SystemKeys, _ slots: any JournalFile,
        _ lock: any JournalLock, _ random: any RandomSource, _ files: any JournalFileSystem, _ options: FileOptions,
        creating: Bool
    ) throws -> OpenedDirectory {
        let stores = try ReplayedStores(
            paths, identity, system, slots, files, random: random, isWritable: true, options: options)
        try files.createDirectories(paths.rows)
        var checkpointedSlots: UInt64 = 0
        let journal = try Journal.open(
            directory: paths.wal, fileSystem: files, storeID: identity.store.bytes,
            mode: creating ? .readWrite : .readWriteExisting, options: options.journal, lock: lock, companion: slots,
            salt: { random.bytes(32) },
            restore: {
                try stores.kept.restore($0)
                checkpointedSlots = stores.keys.ledger.slotCount
            },
            replay: stores.replay)
        try stores.audit.mendIndex()
        stores.kept.clean()
        stores.coordinator.attach(
            journal, kept: stores.kept, checkpointBytes: options.checkpointBytes,
            at: StorePlace(
                paths: paths, identity: identity, files: files, slots: slots, keys: stores.keys,
                writerEpoch: journal.writerEpoch ?? 0))
        return OpenedDirectory(
            stores: stores, journal: journal, slots: slots, lock: lock, checkpointedSlots: checkpointedSlots)
    }
}
