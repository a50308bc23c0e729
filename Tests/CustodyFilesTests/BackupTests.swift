import Crypto
import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@Suite("Backups")
struct BackupTests {
    private func refused(_ code: CustodyFilesError.Code, _ what: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
            Issue.record("\(what) is taken")
        } catch let error as CustodyFilesError { #expect(error.code == code, "\(what): \(error)") }
    }

    /// A store with people 0 to 5 of which 0 was erased before the backups, and both backups.
    private func backedUp(_ bed: BackupBed, _ disk: InMemoryFileSystem) async throws -> Custodian {
        let custodian = try await bed.make(disk)
        try await bed.collect(0..<6, custodian)
        _ = try await bed.erase(0, custodian)
        try await custodian.backUp(to: "/data", by: bed.staff)
        _ = try await bed.erase(1, custodian)
        try await bed.collect(6..<8, custodian)
        try await custodian.backUpKeys(to: "/keys", by: bed.staff)
        return custodian
    }

    @Test("total loss: every living person of the backup is back, and nobody who was erased before, between or after")
    func totalLoss() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await backedUp(bed, disk)
        let certificate = try await bed.erase(2, custodian)
        #expect(
            certificate.statement.effectiveInBackupsBy == bed.clock.now().adding(milliseconds: 30 * 86_400_000),
            "the certificate tells when no backup opens it any more")
        try await custodian.close()
        // The store is gone, and only the backups are left.
        let rescued = InMemoryFileSystem()
        for (path, bytes) in disk.snapshot() where path.hasPrefix("/data/") || path.hasPrefix("/keys/") {
            rescued.put(bytes, at: path)
        }
        let report = try await bed.restore(rescued, erasures: bed.anchor)
        #expect(report.replayedErasures == 2 && report.isAnchored)
        #expect(report.destroyedSince == 2, "the keys of whom was erased between the backups")
        let found = try await bed.open(rescued, at: "/new")
        #expect(
            try await bed.names(0..<8, found)
                == ["erased", "erased", "erased", "name 3", "name 4", "name 5", "unknown", "unknown"])
        #expect(try await found.verify().isIntact)
        #expect(try await found.verify().unanchoredRestore == nil)
        #expect(found.replayedErasures == 0, "once is enough")
        // It goes on like any store, and its log tells what happened.
        try await bed.collect(8..<9, found)
        #expect(try await bed.name(8, found) == "name 8")
        #expect(try await found.log(by: nil).contains { $0.action == .restoreStore })
        try await found.close()
        let inspection = try await StoreInspection.inspect(at: "/new", keys: bed.provider, files: rescued)
        #expect(inspection.isIntact && inspection.findings.isEmpty, "\(inspection.findings)")
    }

    @Test("no backup of the data holds a key, and none of the keys holds an erased person's")
    func keysApart() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await backedUp(bed, disk)
        let slots = try #require(disk.bytes(of: "/store/keys/slots"))
        let wrapped = stride(from: 0, to: slots.count, by: KeySlot.size).compactMap { start -> [UInt8]? in
            guard case .slot(.live(let key)) = KeySlot.decode(Array(slots[start..<start + KeySlot.size])) else { return nil }
            return key.wrapped
        }
        #expect(wrapped.count > 6)
        for (path, bytes) in disk.snapshot() where path.hasPrefix("/data/") {
            for key in wrapped {
                let found = bytes.indices.contains { bytes[$0] == key[0] && bytes[$0...].starts(with: key) }
                #expect(!found, "\(path) holds a key")
            }
        }
        try await custodian.close()
    }

    @Test("an older copy of the whole directory that is opened with the anchor erases again before anybody reads")
    func olderDirectory() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        var custodian = try await bed.make(disk)
        try await bed.collect(0..<2, custodian)
        try await custodian.close()
        let copy = disk.copy()
        custodian = try await bed.open(disk)
        _ = try await bed.erase(1, custodian)
        try await custodian.close()
        for _ in 0..<2 {
            let older = try await bed.open(copy)
            #expect(try await bed.names(0..<2, older) == ["name 0", "erased"])
            #expect(try await older.verify().isIntact)
            try await older.close()
        }
    }

    @Test("a backup that is torn is refused, whatever byte of whatever file", arguments: ["/data", "/keys"])
    func torn(_ place: String) async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        try await backedUp(bed, disk).close()
        for (path, bytes) in disk.snapshot() where path.hasPrefix(place + "/") && !bytes.isEmpty {
            for offset in [bytes.count / 2, bytes.count - 1] {
                let other = disk.copy()
                var altered = bytes
                altered[offset] ^= 1
                other.put(altered, at: path)
                do {
                    _ = try await bed.restore(other, erasures: bed.anchor)
                    Issue.record("\(path) with another byte at \(offset) is taken")
                } catch let error as CustodyFilesError {
                    #expect([.tornBackup, .foreignBackup].contains(error.code), "\(path) at \(offset): \(error)")
                } catch let error as KeyError { #expect(error.code == .wrongKey, "\(path) at \(offset): \(error)") }
                try await refused(.tornBackup, "\(path) with \(offset) bytes") {
                    _ = try await bed.restore(disk.truncated(path, to: offset), erasures: bed.anchor)
                }
            }
            let other = disk.copy()
            try other.remove(path)
            try await refused(.tornBackup, "a backup without \(path)") {
                _ = try await bed.restore(other, erasures: bed.anchor)
            }
            #expect(try other.status("/new") == .absent, "a refusal leaves nothing behind")
        }
    }

    @Test("a foreign, an expired, an older and an unanchored backup are refused, each with its reason")
    func refusals() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await backedUp(bed, disk)
        try await custodian.backUp(to: "/later", by: nil)
        try await custodian.close()
        let stranger = try await bed.make(disk, at: "/stranger")
        try await stranger.backUpKeys(to: "/strange-keys", by: nil)
        try await stranger.backUp(to: "/strange-data", by: nil)
        try await stranger.close()
        try await refused(.foreignBackup, "another store's keys") {
            _ = try await bed.restore(disk, keys: "/strange-keys", erasures: bed.anchor)
        }
        try await refused(.foreignBackup, "another store's data") {
            _ = try await bed.restore(disk, data: "/strange-data", erasures: bed.anchor)
        }
        try await refused(.foreignBackup, "keys as data") {
            _ = try await bed.restore(disk, data: "/keys", erasures: bed.anchor)
        }
        try await refused(.backupTooOld, "keys from before the data") {
            _ = try await bed.restore(disk, data: "/later", erasures: bed.anchor)
        }
        try await refused(.unanchored, "a backup without an anchor") { _ = try await bed.restore(disk, erasures: nil) }
        try await refused(.alreadyExists, "a place where a store stands") {
            _ = try await bed.restore(disk, to: "/store", erasures: bed.anchor)
        }
        try await refused(.alreadyExists, "a place where something stands") {
            _ = try await bed.restore(disk, to: "/data", erasures: bed.anchor)
        }
        await #expect(throws: KeyError.self) {
            _ = try await StoreRestore.restore(
                data: "/data", keys: "/keys", to: "/new", provider: LocalKeyProvider.ephemeral(), erasures: bed.anchor,
                reason: "test", clock: bed.clock, files: disk)
        }
        bed.clock.advance(hours: 24 * 30)
        try await refused(.backupTooOld, "expired keys") { _ = try await bed.restore(disk, erasures: bed.anchor) }
        #expect(try disk.status("/new") == .absent)
    }

    @Test("without an anchor it goes on only when told to, and every report says so from then on")
    func unanchored() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await backedUp(bed, disk)
        _ = try await bed.erase(2, custodian)
        try await custodian.close()
        let report = try await bed.restore(disk, erasures: nil, acceptsUnanchored: true)
        #expect(!report.isAnchored && report.replayedErasures == 0)
        let found = try await bed.open(disk, at: "/new", erasures: InMemoryErasureAnchor())
        // Whom nobody told of is back: this is what the mark is about.
        #expect(try await bed.name(2, found) == "name 2")
        #expect(try await found.verify().unanchoredRestore == bed.clock.now())
        try await found.close()
        let inspection = try await StoreInspection.inspect(at: "/new", keys: bed.provider, files: disk)
        #expect(inspection.unanchoredRestore == bed.clock.now())
        // The anchor that turns up later still counts.
        let late = try await bed.open(disk, at: "/new")
        #expect(late.replayedErasures == 2)
        #expect(try await bed.name(2, late) == "erased")
        try await late.close()
    }

    @Test("an anchor with a record that the store did not sign is refused, and one that fails is told of later")
    func anchors() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await bed.make(disk)
        try await bed.collect(0..<2, custodian)
        _ = try await bed.erase(0, custodian)
        let anchor = FileErasureAnchor(at: "/anchor", files: disk)
        #expect(try await custodian.anchorErasures(in: anchor) == 1)
        #expect(try await custodian.anchorErasures(in: anchor) == 1, "telling it again changes nothing")
        let record = try #require(try await anchor.records(of: custodian.backends.store).first)
        #expect(try await bed.anchor.records(of: custodian.backends.store) == [record])
        try await custodian.close()
        var forged = record
        forged.subject = SubjectToken(.zero)
        forged.plan = Bytes([UInt8](repeating: 1, count: 32))
        let liar = InMemoryErasureAnchor()
        try await liar.keep(forged)
        do {
            _ = try await bed.open(disk, erasures: liar)
            Issue.record("a forged record is carried out")
        } catch let error as CustodianError { #expect(error.code == .integrity) }
        let path = try #require(disk.snapshot().keys.first { $0.hasSuffix(".erasure") })
        disk.put([1, 2, 3], at: path)
        try await refused(.corrupt, "an altered record") { _ = try await anchor.records(of: record.store) }
        // Once no backup can be used any more, store and anchor forget.
        let later = try await bed.open(disk)
        bed.clock.advance(hours: 24 * 31)
        #expect(try await later.anchorErasures(in: bed.anchor) == 0)
        #expect(try await bed.anchor.records(of: record.store) == [])
        let log = try await later.log(LogFilter(log: .evidence, actions: [.erasureDone]), by: nil)
        #expect(log.count == 2, "the erasure, and that it was forgotten")
        try await later.close()
    }

    @Test("what the log was to keep for a while is kept after the restore too, and goes when its time is over")
    func keptLog() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await backedUp(bed, disk)
        let until = bed.clock.now().adding(milliseconds: 86_400_000)
        _ = try await bed.erase(2, custodian, log: .keepPseudonymousUntil(until, ground: .legalClaims))
        try await custodian.close()
        #expect(try await bed.restore(disk, erasures: bed.anchor).replayedErasures == 2)
        let found = try await bed.open(disk, at: "/new")
        #expect(try await bed.name(2, found) == "erased")
        #expect(try await found.eraseDueLogParts(by: bed.staff).isEmpty)
        bed.clock.advance(hours: 25)
        #expect(try await found.eraseDueLogParts(by: bed.staff).count == 1)
        #expect(try await found.verify().isIntact)
        try await found.close()
    }

    @Test("a rotation of the key-encryption key ends the backups of the keys that were made before it")
    func rotated() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await backedUp(bed, disk)
        try bed.provider.add(SymmetricKey(size: .bits256))
        try await custodian.rotateKeys(by: nil)
        try await custodian.backUpKeys(to: "/fresh", by: nil)
        try await custodian.close()
        do {
            _ = try await bed.restore(disk, erasures: bed.anchor)
            Issue.record("keys under a retired version open")
        } catch let error as KeyError { #expect(error.code == .unknownVersion) }
        #expect(try await bed.restore(disk, keys: "/fresh", erasures: bed.anchor).isAnchored)
    }

    @Test(
        "data from before a rotation of the blind index and keys from after it: everybody is found, under a key of the index's own"
    )
    func indexMadeAnew() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let custodian = try await bed.make(disk)
        try await bed.collect(0..<3, custodian)
        _ = try await bed.erase(2, custodian)
        try await custodian.backUp(to: "/data", by: bed.staff)
        try await custodian.rotateIndex(by: nil)
        try await custodian.backUpKeys(to: "/keys", by: bed.staff)
        try await custodian.close()
        _ = try await bed.restore(disk, erasures: bed.anchor)
        for _ in 0..<2 {
            let restored = try await bed.open(disk, at: "/new")
            #expect(try await bed.names(0..<3, restored) == ["name 0", "name 1", "erased"])
            let status = try await restored.indexStatus()
            #expect(!status.isRotationDue && Array(status.entries.keys) == [status.current] && status.current != 1)
            try await restored.close()
        }
    }
}
