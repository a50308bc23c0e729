import CustodyAudit
import CustodyCore
package import CustodyJournal
public import CustodyKeys
public import CustodyModel

/// What a salvage took over from a damaged store, and what it had to leave.
///
/// The damaged directory is never written to. The new one is a store that opens: with the longest prefix of the commits that
/// can be read, and the keys that these commits name.
public struct StoreSalvage: Sendable, Codable {
    /// Which store it is: the new directory holds the same.
    public private(set) var store: Handle
    /// Whose store it is.
    public private(set) var controller: ControllerID
    /// The last commit that was taken over.
    public private(set) var commits: UInt64 = 0
    /// Keys that were taken over.
    public private(set) var keys = 0
    /// Keys that the commits name and the key file no longer holds: they were destroyed by a commit that is lost, or their slot
    /// is damaged. In the new store their destruction is begun, and the next opening finishes it: what they sealed is erased.
    public private(set) var lostKeys = 0
    /// Files that were taken over as they are.
    public private(set) var copied: [String] = []
    /// What was left out: the file from the damaged store's directory, the place, and the commit that was expected there.
    public private(set) var leftOut: [StoreFinding] = []

    /// Whether everything that was ever acknowledged was taken over, as far as the files tell.
    public var isComplete: Bool { leftOut.allSatisfy { $0.severity == .notice } }

    /// Takes over what can be read of a store.
    ///
    /// - Parameters:
    ///   - directory: the damaged store. No process may hold it.
    ///   - destination: where the new one is made; nothing may stand there, and it may not lie in the damaged one.
    ///   - provider: opens the store's own keys: without them no store opens, and the log's signatures cannot be held against
    ///     what was taken over.
    /// - Throws: ``CustodyFilesError`` with `notAStore`, `alreadyExists`, `heldElsewhere`, `corrupt` when nothing of use can be
    ///   taken over, or `io`; `KeyError` with `wrongKey`.
    public static func salvage(
        from directory: String, to destination: String, keys provider: any KeyProvider
    ) async throws -> StoreSalvage {
        try await salvage(from: directory, to: destination, keys: provider, files: PosixFileSystem())
    }

    package static func salvage(
        from directory: String, to destination: String, keys provider: any KeyProvider, files: any JournalFileSystem
    ) async throws -> StoreSalvage {
        let (old, new) = (StorePaths(directory: directory), StorePaths(directory: destination))
        let (identity, lock, slots) = try await blocking {
            try CustodyFilesError.translating { () throws -> (StoreIdentity, (any JournalLock)?, any JournalFile) in
                let identity = try FileBackend.readIdentity(old, files)
                guard try files.status(destination) == .absent else {
                    throw CustodyFilesError(
                        .alreadyExists, "something stands there; choose another place", path: destination)
                }
                guard !(destination + "/").hasPrefix(directory.hasSuffix("/") ? directory : directory + "/") else {
                    throw CustodyFilesError(
                        .alreadyExists, "the new store would lie in the damaged one; choose another place", path: destination)
                }
                return (identity, try hold(old, files), try OverlaidSlots.open(old, files))
            }
        }
        defer {
            slots.close()
            lock?.release()
        }
        let system = try await FileBackend.systemKeys(in: slots, path: old.slots, provider: provider)
        var salvage = StoreSalvage(store: identity.store, controller: identity.controller)
        let work = SalvageWork(old: old, new: new, identity: identity, system: system, provider: provider, files: files)
        let copied = try await blocking { try CustodyFilesError.translating { try work.copyJournal(slots) } }
        salvage.commits = copied.journal.lastSequence
        salvage.copied = copied.rows.map { StoreFinding.relative($0, to: directory) }
        salvage.leftOut = copied.journal.leftOut.map { StoreFinding($0, in: directory) }
        salvage.leftOut += copied.damage.map { damage in
            StoreFinding(
                severity: .damage, file: StoreFinding.relative(damage.path ?? old.rows, to: directory),
                offset: damage.offset ?? 0, message: "\(damage.message); it is as unreadable in the new store")
        }
        let kept = try await work.reopen(slots)
        salvage.keys = kept.keys
        salvage.lostKeys = kept.lost.count
        salvage.leftOut += kept.lost.map { lost in
            StoreFinding(
                severity: .damage, file: StoreFinding.relative(old.slots, to: directory), offset: lost.offset,
                message: lost.reason)
        }
        for (path, failure) in kept.checkpoints {
            let file = StoreFinding.relative(path, to: directory)
            guard let failure else {
                salvage.copied.append(file)
                continue
            }
            salvage.leftOut.append(StoreFinding(severity: .damage, file: file, offset: 0, message: failure))
        }
        // The identity comes last: until then the directory is no store, so that a crash on the way leaves none.
        try await blocking {
            try CustodyFilesError.translating { try files.replace(new.identity, with: Array(identity.text.utf8)) }
        }
        salvage.copied.append(StoreIdentity.fileName)
        return salvage
    }

    private init(store: Handle, controller: ControllerID) {
        self.store = store
        self.controller = controller
    }

    /// Holds the damaged store for the time of the salvage. Where there is no lock file none is made, and where the system
    /// refuses, as on a disk that is mounted for reading only, nobody can write either.
    private static func hold(_ paths: StorePaths, _ files: any JournalFileSystem) throws(JournalError) -> (any JournalLock)? {
        guard case .file = try files.status(paths.lock) else { return nil }
        do throws(JournalError) { return try files.lockExclusive(paths.lock) } catch {
            guard error.code == .permission else { throw error }
            return nil
        }
    }
}
