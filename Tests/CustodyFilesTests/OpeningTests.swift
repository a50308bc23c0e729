import CustodyAudit
import CustodyData
import CustodyFaults
import CustodyKeys
import CustodyModel
import Synchronization
import Testing

@testable import CustodyCore
@testable import CustodyFiles
@testable import CustodyJournal

@Suite("An opening, and a store that is let go")
struct OpeningTests {
    private static let lock = RowBed.directory + "/LOCK"

    /// Everything small, and no checkpoint: what is made of it later finds one due.
    private static func uncovered() -> FileOptions {
        var options = RowBed.small
        options.checkpointBytes = .max
        return options
    }

    /// An opening reads the newest signed checkpoints of the log when the journal is open and replayed, and fails there.
    private static let failing = FaultPlan([.init(.status, .from(1), pathSuffix: ".checkpoint", .error(5))])

    private static func requireFailure(_ bed: RowBed) async {
        bed.files.arm(failing)
        await #expect(throws: CustodyFilesError.self) { _ = try await bed.open() }
        bed.files.disarm()
    }

    private static func snapshots(_ operations: [FileOperation]) -> [FileOperation] {
        operations.filter { $0.kind == .create && $0.path.contains("snapshot-") }
    }

    @Test("that fails after a crash leaves a store that opens")
    func aFailedOpeningAfterACrashLeavesTheStoreOpenable() async throws {
        let disk = InMemoryFileSystem()
        let first = RowBed(disk, options: Self.uncovered())
        let backends = try await first.create()
        _ = try await RowBed.put(RowBed.record(0), in: backends)
        // Killed when a slot was synced and the frame that names its key was not yet written.
        let crashed = disk.changed(RowBed.directory + "/keys/slots") { $0 += [UInt8](repeating: 7, count: KeySlot.size) }
        try await backends.close()

        let second = RowBed(crashed, provider: first.provider)
        await Self.requireFailure(second)
        let opened = try await second.open()
        #expect(try await opened.data.record(RowBed.record(0).id) != nil)
        try await opened.close()
        let inspection = try await StoreInspection.inspect(at: RowBed.directory, keys: first.provider, files: crashed)
        #expect(inspection.isIntact, "\(inspection.findings)")
    }

    @Test("that is refused makes no checkpoint, writes no close frame and removes no segment")
    func aRefusedOpeningRemovesNoSegment() async throws {
        let disk = InMemoryFileSystem()
        let first = RowBed(disk, options: Self.uncovered())
        let backends = try await first.create()
        for number in 0..<120 { _ = try await RowBed.put(RowBed.record(number), in: backends) }
        try await backends.close()
        disk.put([1, 2, 3], at: RowBed.directory + "/audit/access.checkpoint")
        func journal() -> [String: [UInt8]] { disk.snapshot().filter { $0.key.hasPrefix(RowBed.directory + "/wal/") } }
        let before = journal()
        try #require(before.keys.count { $0.hasSuffix(".log") } > 2)

        let second = RowBed(disk, provider: first.provider)
        for _ in 0..<2 {
            do {
                _ = try await second.open()
                Issue.record("a checkpoint that cannot be read was passed over")
            } catch let error as CustodyFilesError { #expect(error.code == .corrupt) }
            #expect(journal() == before)
            #expect(Self.snapshots(second.files.operations).isEmpty)
        }
    }

    @Test("makes no checkpoint while it finishes a prune")
    func noCheckpointIsTakenWhileTheOpeningFinishesAPrune() async throws {
        let disk = InMemoryFileSystem()
        let first = RowBed(disk, options: Self.uncovered())
        let backends = try await first.create()
        var unit = UnitOfWork()
        for _ in 0..<(2 * AuditPrune.unit) {
            _ = try backends.audit.stage(AuditEvent(.access, .read, .permit, at: Instant(milliseconds: 0)), in: &unit)
        }
        _ = try await unit.commit()
        let later = Instant(milliseconds: 500 * 86_400_000)
        let request = PruneRequest(
            .access, below: AuditPrune.unit, keptFor: .months(12), exportDigest: Bytes([UInt8](repeating: 1, count: 32)),
            actor: nil, at: later)
        unit = UnitOfWork()
        _ = try backends.audit.stage(pruning: request, in: &unit)
        _ = try await unit.commit()
        try await backends.audit.removePruned(.access, at: later)
        // What is removed is not written down: without a checkpoint each opening has to finish it.
        let crashed = disk.copy()
        try await backends.close()

        let second = RowBed(crashed, provider: first.provider)
        await Self.requireFailure(second)
        #expect(Self.snapshots(second.files.operations).isEmpty)
        let opened = try await second.open()
        #expect(try await opened.audit.status()[.access]?.first == AuditPrune.unit)
        #expect(try await opened.audit.verify().isIntact)
        try await opened.close()
        #expect(!Self.snapshots(second.files.operations).isEmpty)
        let again = try await second.open()
        #expect(try await again.audit.verify().isIntact)
        try await again.close()
    }

    @Test("waits for whoever only looks at the lock")
    func aLookAtTheLockRefusesNoWriter() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        try await bed.create().close()
        let look = Mutex<(any JournalLock)?>(try disk.lockExclusive(Self.lock))
        let attempts = Mutex(0)
        let files = FaultyFileSystem(disk) { operation in
            guard operation.kind == .lock else { return }
            let attempt = attempts.withLock { count in
                count += 1
                return count
            }
            if attempt == 2 { look.withLock { $0 }?.release() }
        }
        let opened = try await bed.open(files)
        #expect(attempts.withLock { $0 } == 2)
        try await opened.close()
    }

    @Test("A store that is let go during a checkpoint keeps its lock until its thread has ended", .timeLimit(.minutes(30)))
    func aStoreLetGoDuringACheckpointKeepsItsLockUntilTheThreadEnds() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        try await bed.create().close()
        let gate = Gate { $0.kind == .create && $0.path.contains("snapshot-") }
        gate.shut()
        let files = FaultyFileSystem(disk) { gate.pass($0) }
        func work() async throws {
            let backends = try await bed.open(files)
            for number in 0..<40 { _ = try await RowBed.put(RowBed.record(number), in: backends) }
            for await _ in gate.arrivals { return }
        }
        try await work()
        // Nobody has the store any more, and its checkpoint is still being made.
        #expect(throws: JournalError.self) { _ = try disk.lockExclusive(Self.lock) }
        gate.open()
        var again: Backends?
        while again == nil {
            do { again = try await bed.open() } catch let error as CustodyFilesError where error.code == .heldElsewhere {
                await Task.yield()
            }
        }
        let opened = try #require(again)
        for number in 0..<40 { #expect(try await opened.data.record(RowBed.record(number).id) != nil, "\(number)") }
        #expect(try await opened.audit.verify().isIntact)
        try await opened.close()
    }

    @Test("Signing leaves the cooperative threads free: no task waits for the disk")
    func signingLeavesTheCooperativeThreadsFree() async throws {
        let waits = Mutex<[FileOperation]>([])
        let files = FaultyFileSystem(InMemoryFileSystem()) { operation in
            guard operation.path.contains(".checkpoint"), withUnsafeCurrentTask(body: { $0 != nil }) else { return }
            waits.withLock { $0.append(operation) }
        }
        let provider = LocalKeyProvider.ephemeral()
        let made = try await FileBackend.create(
            at: RowBed.directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: files)
        var unit = UnitOfWork()
        _ = try made.audit.stage(AuditEvent(.access, .read, .permit, at: Instant(milliseconds: 1)), in: &unit)
        _ = try await unit.commit()
        #expect(try await made.audit.checkpoint(.access, at: Instant(milliseconds: 2), ifDue: false) != nil)
        try await made.close()
        try await RowBed(provider: provider).open(files).close()
        let seen = files.operations.filter { $0.path.contains(".checkpoint") }
        #expect(seen.contains { $0.kind == .sync } && seen.contains { $0.kind == .read })
        #expect(waits.withLock { $0 } == [])
    }

    @Test("A ledger that counts more slots than there can be costs no memory: the key is named as damaged")
    func aLedgerOfTooManySlotsIsDamage() throws {
        let disk = InMemoryFileSystem()
        disk.put([UInt8](repeating: 0, count: 2 * KeySlot.size), at: "/slots")
        var ledger = KeyLedger()
        let id = KeyID(RowBed.handle(1, 1), .firstRetention)
        let far = KeyLedger.Allocation(slot: 1 << 50, id: id, fingerprint: Bytes([1]))
        try ledger.apply(.allocated([far]), at: CommitSequence(rawValue: 1))
        let inspection = try KeySlotInspection(try disk.open("/slots", mode: .readOnly), ledger: ledger)
        #expect(inspection.damage.map { $0.offset } == [FileKeySlots.offset(1 << 50)])
        #expect(inspection.strays.isEmpty)
    }
}
