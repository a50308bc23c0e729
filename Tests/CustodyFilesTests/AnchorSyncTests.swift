import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyModel
import Testing

@Suite("Anchors that failed, or died, before they synced")
struct AnchorSyncTests {
    private static let now = Instant(milliseconds: 1_795_512_600_123)

    /// Something that an anchor in `/volume/anchor` is told, again and again; what stands there then has a name with this ending.
    private struct Telling: Sendable {
        let suffix: String
        let tell: @Sendable (any JournalFileSystem) async throws -> Void
        /// Whether it is answered when the anchor is asked.
        let isAnswered: @Sendable (any JournalFileSystem) async throws -> Bool
    }

    private static func requireDurable(_ telling: Telling, _ files: SimulatedFileSystem, _ what: String) throws {
        let path = try #require(files.disk.paths.first { $0.hasSuffix(telling.suffix) }, "\(what)")
        #expect(files.disk.isEntryDurable(path) && files.disk.unsyncedBytes(of: path) == 0, "\(what)")
    }

    private static func sweep(_ telling: Telling) async throws {
        let start = SimulatedDisk(directories: ["/volume"])
        let whole = SimulatedFileSystem(start)
        try await telling.tell(whole)
        try requireDurable(telling, whole, "the first telling")
        for number in 1...(whole.calls + 1) {
            for fault in [FaultPlan.Fault.error(5), .errorAfterwards(5)] {
                let files = SimulatedFileSystem(start)
                files.arm(.change(number, fault))
                try? await telling.tell(files)
                files.arm(FaultPlan())
                try await telling.tell(files)
                try requireDurable(telling, files, "\(telling.suffix), change \(number) failed")
            }
            for asks in [false, true] {
                let dying = SimulatedFileSystem(start)
                dying.die(at: number)
                try? await telling.tell(dying)
                // The process is dead, and the machine goes on.
                let files = SimulatedFileSystem(dying.disk)
                if asks {
                    guard try await telling.isAnswered(files) else { continue }
                } else {
                    try await telling.tell(files)
                }
                try requireDurable(telling, files, "\(telling.suffix), dead before call \(number)")
            }
        }
    }

    @Test("what they find when they are told again, or are asked, they sync before they answer")
    func anAnchorThatFailedToSyncSyncsOnTheRetry() async throws {
        let bed = BackupBed()
        let custodian = try await bed.make(InMemoryFileSystem())
        try await bed.collect(0..<1, custodian)
        _ = try await bed.erase(0, custodian)
        let record = try #require(try await bed.anchor.records(of: custodian.backends.store).first)
        let audit = custodian.backends.audit
        _ = try await audit.checkpoint(.evidence, at: Self.now, ifDue: false)
        let origin = try #require(try await audit.status()[.evidence]?.checkpoint).checkpoint.origin
        try await Self.sweep(
            Telling(suffix: ".erasure") { files in
                try await FileErasureAnchor(at: "/volume/anchor", files: files).keep(record)
            } isAnswered: { files in
                try await FileErasureAnchor(at: "/volume/anchor", files: files).records(of: record.store) == [record]
            })
        try await Self.sweep(
            Telling(suffix: ".checkpoint") { files in
                _ = try await audit.anchor(.evidence, in: FileAnchor(at: "/volume/anchor", files: files), at: Self.now)
            } isAnswered: { files in
                try await FileAnchor(at: "/volume/anchor", files: files).held(origin: origin).count == 1
            })
        try await custodian.close()
    }

    @Test("an anchor that may only be read answers all the same")
    func readOnly() async throws {
        let bed = BackupBed()
        let custodian = try await bed.make(InMemoryFileSystem())
        try await bed.collect(0..<1, custodian)
        _ = try await bed.erase(0, custodian)
        let files = SimulatedFileSystem()
        let anchor = FileErasureAnchor(at: "/anchor", files: files)
        #expect(try await custodian.anchorErasures(in: anchor) == 1)
        try await custodian.close()
        // EROFS.
        files.arm(.changes(errno: 30))
        #expect(try await anchor.records(of: custodian.backends.store).count == 1)
    }
}
