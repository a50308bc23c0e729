import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("Backups and the anchor of erasures")
struct BackupAnchorTests {
    /// An anchor that cannot be written to for a while.
    private final class DistantAnchor: ErasureAnchor {
        private struct Away: Error {}
        private let base = InMemoryErasureAnchor()
        private let isAway = Mutex(false)

        func leave() { isAway.withLock { $0 = true } }
        func come() { isAway.withLock { $0 = false } }

        func keep(_ record: ErasureRecord) async throws {
            if isAway.withLock({ $0 }) { throw Away() }
            try await base.keep(record)
        }

        func records(of store: Handle) async throws -> [ErasureRecord] { try await base.records(of: store) }

        func forget(of store: Handle, before instant: Instant) async throws {
            try await base.forget(of: store, before: instant)
        }
    }

    private func notRecorded(_ what: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
            Issue.record("\(what) is taken for done")
        } catch let error as CustodianError { #expect(error.code == .notRecorded, "\(what): \(error)") }
    }

    @Test("an erasure that the anchor was not told is told when the store is opened, before anything is served")
    func untold() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        let anchor = DistantAnchor()
        try await bed.make(disk).close()
        var custodian = try await bed.open(disk, erasures: anchor)
        let store = custodian.backends.store
        try await bed.collect(0..<2, custodian)
        try await custodian.backUp(to: "/data", by: bed.staff)
        try await custodian.backUpKeys(to: "/keys", by: bed.staff)
        anchor.leave()
        try await notRecorded("an erasure that the anchor does not know") { _ = try await bed.erase(1, custodian) }
        try await custodian.close()
        try await notRecorded("a store that cannot tell its anchor") { _ = try await bed.open(disk, erasures: anchor) }
        #expect(try await anchor.records(of: store).isEmpty)
        anchor.come()
        custodian = try await bed.open(disk, erasures: anchor)
        #expect(try await anchor.records(of: store).count == 1 && custodian.replayedErasures == 0)
        #expect(try await bed.names(0..<2, custodian) == ["name 0", "erased"])
        try await custodian.close()
        #expect(try await bed.restore(disk, erasures: anchor).replayedErasures == 1)
        let found = try await bed.open(disk, at: "/new", erasures: anchor)
        #expect(try await bed.names(0..<2, found) == ["name 0", "erased"])
        try await found.close()
        // What no backup can undo any more is told to nobody.
        bed.clock.advance(hours: 24 * 31)
        let late = InMemoryErasureAnchor()
        try await bed.open(disk, erasures: late).close()
        #expect(try await late.records(of: store).isEmpty)
    }

    @Test("an erasure is remembered for as long as any copy of the keys may be used, also when the period is shorter by then")
    func longestCopy() async throws {
        let bed = BackupBed()
        let disk = InMemoryFileSystem()
        var custodian = try await bed.make(disk, keyBackups: KeyBackupPeriod(days: 60))
        try await bed.collect(0..<3, custodian)
        let before = try await bed.erase(0, custodian).statement
        #expect(before.effectiveInBackupsBy == KeyBackupPeriod(days: 60).end(from: bed.clock.now()))
        let copy = try await custodian.backUpKeys(to: "/keys", by: bed.staff)
        try await custodian.close()
        let backends = try await FileBackend.open(
            at: BackupBed.store, keys: bed.provider, random: SystemRandomSource(), files: disk)
        custodian = try await Custodian.open(
            backends, governance: try BackupBed.governance(keyBackups: KeyBackupPeriod(days: 7)),
            adoption: .adopt(by: bed.staff, reason: "a shorter promise"), erasures: bed.anchor, clock: bed.clock)
        bed.clock.advance(hours: 24)
        // A shorter copy is over before the longer one.
        let shorter = try await custodian.backUpKeys(to: "/later", by: bed.staff)
        let statement = try await bed.erase(1, custodian).statement
        #expect(statement.effectiveInBackupsBy == copy.expiresAt && shorter.expiresAt != copy.expiresAt)
        let records = try await bed.anchor.records(of: custodian.backends.store)
        #expect(records.last?.subject == statement.subject && records.last?.keepUntil == copy.expiresAt)
        bed.clock.advance(hours: 24 * 60)
        let last = try await bed.erase(2, custodian).statement
        #expect(last.effectiveInBackupsBy == KeyBackupPeriod(days: 7).end(from: bed.clock.now()))
        try await custodian.close()
    }
}
