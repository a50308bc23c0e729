import CustodyCore
import CustodyData
import CustodyFaults
import CustodyModel
import Synchronization
import Testing

@testable import CustodyFiles

@Suite("An erasure whose rows can be read when it is let in, and not when it is taken in")
struct ErasureTakenInTests {
    /// A disk on which calls fail from the next write to the journal on; where that is said, the next after one to the key file.
    private final class FadingDisk: Sendable {
        private struct State {
            var plan: FaultPlan?
            var waitsForKeys = false
        }

        private let inner: FaultyFileSystem
        private let state = Mutex(State())

        init(_ disk: InMemoryFileSystem) { inner = FaultyFileSystem(disk) }

        func fade(_ plan: FaultPlan, afterKeys: Bool) { state.withLock { $0 = State(plan: plan, waitsForKeys: afterKeys) } }

        func mend() {
            state.withLock { $0 = State() }
            inner.disarm()
        }

        /// What a store stands on.
        var files: FaultyFileSystem {
            FaultyFileSystem(inner) { operation in
                guard operation.kind == .write else { return }
                let plan = self.state.withLock { state -> FaultPlan? in
                    if operation.path.hasSuffix("keys/slots") { state.waitsForKeys = false }
                    return operation.path.contains("/wal/") && !state.waitsForKeys ? state.plan : nil
                }
                if let plan { self.inner.arm(plan) }
            }
        }
    }

    @Test("says that it stays begun, and is finished once they can")
    func outcome() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let made = try await bed.create()
        for number in 0..<12 { _ = try await RowBed.put(RowBed.record(number), in: made) }
        let lost = RowBed.record(3)
        let begun = BegunErasure(lost.subject, keeping: [])
        var unit = UnitOfWork()
        _ = made.data.stage(.beginErasure(begun), in: &unit)
        _ = try await unit.commit()
        try await made.close()
        // No later checkpoint: the rows stay where they are.
        var options = RowBed.small
        options.checkpointBytes = .max
        let fading = FadingDisk(disk)
        let backends = try await RowBed(disk, options: options, provider: bed.provider).open(fading.files)
        let rows = DamagedRowTests.rows(disk).filter { $0.key == lost.id.bytes }
        fading.fade(DamagedRowTests.unreadable(rows, of: .records), afterKeys: false)
        for isUnfinished in [true, false] {
            unit = UnitOfWork()
            let staged = backends.data.stage(begun.completion, in: &unit)
            let outcome = try await unit.commit()[staged]
            #expect(outcome?.isUnfinished == isUnfinished)
            #expect(try await backends.data.begunErasures() == (isUnfinished ? [begun] : []))
            fading.mend()
        }
        try await backends.close()
    }

    @Test("is told to whoever ordered it as not finished, and is finished at the next opening")
    func told() async throws {
        let disk = InMemoryFileSystem()
        let bed = BackupBed()
        let made = try await bed.make(disk)
        try await bed.collect(0..<3, made)
        try await made.close()
        let fading = FadingDisk(disk)
        let opened = try await bed.open(fading.files)
        // Whoever works on it has keys now, so that the next write to the key file is the overwriting, and the commit behind it the last.
        _ = try await bed.erase(0, opened)
        let subject = try await opened.planErasure(of: "p-1", ground: .noLongerNecessary, by: bed.staff).subject
        let keys = try await opened.backends.data.records(of: subject, name: nil).map(\.id.bytes)
        let plan = DamagedRowTests.unreadable(DamagedRowTests.rows(disk).filter { keys.contains($0.key) }, of: .records)
        fading.fade(plan, afterKeys: true)
        let error = await #expect(throws: CustodianError.self) { try await bed.erase(1, opened) }
        #expect(error?.code == .notRecorded && opened.unfinishedErasures == 1)
        try? await opened.close()
        fading.mend()
        let mended = try await bed.open(fading.files)
        #expect(mended.unfinishedErasures == 0)
        #expect(try await mended.backends.data.begunErasures().isEmpty)
        #expect(try await bed.names(0..<3, mended) == ["erased", "erased", "name 2"])
        try await mended.close()
    }
}
