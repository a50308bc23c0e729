public import CustodyAudit
import CustodyCore
import CustodyData
package import CustodyJournal
public import CustodyKeys
public import CustodyModel

/// What a look at a store's directory found. Nothing is written, nothing is logged and no personal data is opened, so that
/// it works beside a process that holds the directory.
public struct StoreInspection: Sendable, Codable {
    /// Everything that is not as an orderly closed store should be.
    public private(set) var findings: [StoreFinding] = []
    /// The audit log; nil when the key is wrong or the journal too damaged to replay.
    public private(set) var audit: AuditReport?
    /// How many commits the journal holds.
    public private(set) var commits: UInt64 = 0
    /// Whether the last writer closed the store.
    public private(set) var closedCleanly = false
    /// What stands in the directory.
    public private(set) var inventory = StoreInventory()
    /// When the store was put back with nothing to tell who had been erased since its backup; nil when it never was.
    public private(set) var unanchoredRestore: Instant?
    /// Who holds the directory now, where that can be told.
    public private(set) var holder: String?

    /// Whether nothing is damaged.
    public var isIntact: Bool { !findings.contains { $0.severity == .damage } }

    /// Looks at every file of the store.
    ///
    /// - Parameters:
    ///   - keys: opens the store's own keys, so that checkpoints can be checked; nil looks at the bytes only.
    ///   - anchored: checkpoints that were kept outside the store; an older state of the whole directory shows only against them.
    /// - Throws: ``CustodyFilesError`` with `notAStore`; `KeyError` with `wrongKey`. Damage is a finding, not an error.
    public static func inspect(
        at directory: String, keys: (any KeyProvider)?, against anchored: [AnchoredLog] = []
    ) async throws -> StoreInspection {
        try await inspect(at: directory, keys: keys, against: anchored, files: PosixFileSystem())
    }

    package static func inspect(
        at directory: String, keys: (any KeyProvider)?, against anchored: [AnchoredLog] = [], files: any JournalFileSystem
    ) async throws -> StoreInspection {
        var inspection = try await lookOnce(at: directory, keys: keys, against: anchored, files: files)
        // Beside a writer the files are read at different moments, so that what differs may be under way: damage stays.
        for _ in 0..<2 where !inspection.isIntact && inspection.holder != nil {
            inspection = try await lookOnce(at: directory, keys: keys, against: anchored, files: files)
        }
        return inspection
    }

    private static func lookOnce(
        at directory: String, keys: (any KeyProvider)?, against anchored: [AnchoredLog], files: any JournalFileSystem
    ) async throws -> StoreInspection {
        var inspection = StoreInspection()
        let paths = StorePaths(directory: directory)
        let identity: StoreIdentity
        do { identity = try FileBackend.readIdentity(paths, files) } catch let error as CustodyFilesError
            where error.code == .corrupt
        {
            inspection.add(.damage, error, in: directory)
            try inspection.lookAtJournal(of: nil, paths, files)
            return inspection
        }
        inspection.holder = Self.holder(paths, files)
        inspection.lookAtLock(paths, files)
        try inspection.lookAtJournal(of: identity, paths, files)
        try await inspection.lookInside(paths, identity, keys, anchored, files)
        try inspection.lookAround(paths, files)
        return inspection
    }

    private mutating func lookAtJournal(
        of identity: StoreIdentity?, _ paths: StorePaths, _ files: any JournalFileSystem
    ) throws {
        try CustodyFilesError.translating {
            guard try files.status(paths.wal) == .directory else {
                add(.damage, paths.wal, 0, "the journal is missing; restore it from a backup", in: paths.directory)
                inventory = try StoreInventory(paths, identity, nil, files)
                return
            }
            let journal = try Journal.inspect(directory: paths.wal, fileSystem: files, storeID: identity?.store.bytes)
            inventory = try StoreInventory(paths, identity, journal, files)
            commits = journal.lastSequence
            closedCleanly = journal.closedCleanly
            let quarantined = try Journal.inspectQuarantine(directory: paths.wal, fileSystem: files)
            findings += (journal.findings + quarantined).map { StoreFinding($0, in: paths.directory) }
        }
    }

    /// Takes up the checkpoint and replays the journal, as far as it goes, and holds rows, keys and log against it.
    private mutating func lookInside(
        _ paths: StorePaths, _ identity: StoreIdentity, _ provider: (any KeyProvider)?, _ anchored: [AnchoredLog],
        _ files: any JournalFileSystem
    ) async throws {
        do {
            let slots = try CustodyFilesError.translating { try OverlaidSlots.open(paths, files) }
            defer { slots.close() }
            // Without the key everything is replayed all the same; only the signatures cannot be checked then.
            let random = SystemRandomSource()
            let system =
                if let provider {
                    try await FileBackend.systemKeys(in: slots, path: paths.slots, provider: provider)
                } else {
                    try await SystemKeys.make(provider: LocalKeyProvider.ephemeral(random: random), random: random).keys
                }
            let stores = try ReplayedStores(
                paths, identity, system, slots, files, random: random, isWritable: false, options: FileOptions())
            defer { stores.kept.rows.close() }
            _ = try CustodyFilesError.translating {
                try Journal.open(
                    directory: paths.wal, fileSystem: files, storeID: identity.store.bytes, mode: .readOnly, salt: { [] },
                    restore: {
                        try stores.kept.restore($0)
                        try lookAtRows(stores.kept.rows, in: paths.directory)
                    },
                    replay: stores.replay)
            }
            lookAtLeftovers(stores.kept, paths, files)
            unanchoredRestore = try await stores.data.record(Custodian.restoreMark)?.collectedAt
            let keyFile = try KeySlotInspection(slots, ledger: stores.keys.ledger)
            for damage in keyFile.damage { add(.damage, paths.slots, damage.offset, damage.reason, in: paths.directory) }
            for stray in keyFile.strays {
                add(
                    closedCleanly ? .damage : .notice, paths.slots, FileKeySlots.offset(stray),
                    "the slot holds something that no commit names", in: paths.directory)
            }
            guard let provider else { return }
            try await stores.takeUpSigners(of: identity.store, provider)
            let report = try await stores.audit.verify(
                opening: [AuditIdentity(SystemKeys.owner, key: system.text, as: .system)], against: anchored)
            audit = report
            for finding in report.findings { add(finding, paths) }
        } catch let error as CustodyFilesError {
            // The journal's own damage is among the findings already.
            if !findings.contains(where: { $0.severity == .damage }) { add(.damage, error, in: paths.directory) }
        } catch let error as JournalError {
            if !findings.contains(where: { $0.severity == .damage }) {
                add(.damage, CustodyFilesError(error), in: paths.directory)
            }
        } catch let error as DecodingError {
            add(.damage, paths.wal, 0, "a commit cannot be read: \(error)", in: paths.directory)
        } catch let error as AuditError {
            add(.damage, paths.wal, 0, error.description, in: paths.directory)
        }
    }

    /// Looks at every row that the checkpoint covers, live or not.
    private mutating func lookAtRows(_ rows: FileRows, in directory: String) throws {
        for mark in rows.marks() {
            do { try rows.walk(mark.number) { _, _ in true } } catch let error as CustodyFilesError where error.code == .corrupt
            {
                add(.damage, error, in: directory)
            }
        }
    }

    /// Names what a crash left among the rows.
    private mutating func lookAtLeftovers(_ kept: KeptStores, _ paths: StorePaths, _ files: any JournalFileSystem) {
        for name in (try? files.list(paths.rows)) ?? [] where !kept.isInUse(name) {
            add(
                .notice, JournalPath.join(paths.rows, name), 0, "belongs to no checkpoint; the next writer removes it",
                in: paths.directory)
        }
    }

    /// Names what stands in the directory and belongs to no part of the store.
    private mutating func lookAround(_ paths: StorePaths, _ files: any JournalFileSystem) throws {
        let known: [(String, (String) -> Bool)] = [
            (
                paths.directory,
                {
                    ["custody.json", "LOCK", "wal", "keys", "rows", "audit"].contains($0)
                        || StoreGround.Work(rawValue: $0) != nil
                }
            ),
            (paths.keys, { ["slots", RewrapFile.name, RewrapFile.name + JournalPath.temporarySuffix].contains($0) }),
            (paths.audit, { $0.hasSuffix(".checkpoint") }),
        ]
        for (directory, belongs) in known {
            guard case .directory = try files.status(directory) else { continue }
            for name in try files.contents(directory) where !belongs(name) {
                add(.notice, JournalPath.join(directory, name), 0, "no part of the store", in: paths.directory)
            }
        }
    }

    private mutating func lookAtLock(_ paths: StorePaths, _ files: any JournalFileSystem) {
        switch try? files.status(paths.lock) {
        case .file(size: 0): break
        case .file: add(.damage, paths.lock, 0, "the lock file is not empty", in: paths.directory)
        default: add(.notice, paths.lock, 0, "there is no lock file; the next writer makes it", in: paths.directory)
        }
    }

    /// Whoever holds the lock; taking it for an instant is the one way to know that nobody does.
    private static func holder(_ paths: StorePaths, _ files: any JournalFileSystem) -> String? {
        guard case .file? = try? files.status(paths.lock) else { return nil }
        do {
            try files.lockExclusive(paths.lock).release()
            return nil
        } catch {
            return error.code == .locked ? error.message : nil
        }
    }

    private mutating func add(_ finding: AuditFinding, _ paths: StorePaths) {
        let isCheckpoint = finding.code == .checkpoint || finding.code == .rollback
        let file = isCheckpoint ? JournalPath.join(paths.audit, "\(finding.place.log.rawValue).checkpoint") : paths.wal
        add(.damage, file, finding.offset ?? 0, finding.description, in: paths.directory)
    }

    private mutating func add(_ severity: StoreFinding.Severity, _ error: CustodyFilesError, in directory: String) {
        add(severity, error.path ?? directory, error.offset ?? 0, error.message, in: directory)
    }

    private mutating func add(
        _ severity: StoreFinding.Severity, _ path: String, _ offset: UInt64, _ message: String, in directory: String
    ) {
        findings.append(
            StoreFinding(severity: severity, file: StoreFinding.relative(path, to: directory), offset: offset, message: message)
        )
    }
}
