import CustodyAccess
import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

/// Attacks on a store's directory, with an anchor on another disk at hand.
@Suite("A store whose checkpoints are anchored") struct FileAnchorTests {
    private static let place = "/store"

    /// A store and an anchor, each on a disk of its own.
    private final class Bed {
        let disk = InMemoryFileSystem()
        let other = InMemoryFileSystem()
        let provider = LocalKeyProvider.ephemeral()
        var anchor: FileAnchor { FileAnchor(at: "/anchor", files: other) }

        func create() async throws -> Backends {
            try await FileBackend.create(
                at: FileAnchorTests.place, controller: "acme", keys: provider, random: SystemRandomSource(), files: disk)
        }

        func open(_ disk: InMemoryFileSystem? = nil) async throws -> Backends {
            try await FileBackend.open(
                at: FileAnchorTests.place, keys: provider, random: SystemRandomSource(), files: disk ?? self.disk)
        }

        func held(_ trusted: TrustedLog) async throws -> [AnchoredLog] {
            [try await AnchoredLog(.evidence, trusted: trusted, in: anchor)]
        }

        func inspect(_ disk: InMemoryFileSystem, _ trusted: TrustedLog) async throws -> StoreInspection {
            try await StoreInspection.inspect(at: FileAnchorTests.place, keys: provider, against: held(trusted), files: disk)
        }
    }

    private static let now = Instant(milliseconds: 1_795_512_600_123)

    private static func record(
        _ count: Int, _ action: AuditAction = .adoptPolicy, in backends: Backends
    ) async throws {
        for _ in 0..<count {
            var unit = UnitOfWork()
            _ = try backends.audit.stage(AuditEvent(.policy, action, at: now), in: &unit)
            _ = try await unit.commit()
        }
    }

    private static func trusted(_ backends: Backends) async throws -> TrustedLog {
        TrustedLog(try #require(try await backends.audit.status()[.evidence]).verifier)
    }

    @Test("an anchor in files keeps every checkpoint, and takes none that does not continue the newest")
    func files() async throws {
        let bed = Bed()
        let backends = try await bed.create()
        let trusted = try await Self.trusted(backends)
        for _ in 0..<3 {
            try await Self.record(2, in: backends)
            _ = try await backends.audit.anchor(.evidence, in: bed.anchor, at: Self.now)
        }
        #expect(try await bed.anchor.held(origin: trusted.origin).count == 3)
        #expect(try await bed.anchor.held(origin: "another").isEmpty)
        let held = try await bed.held(trusted)
        #expect(held[0].checkpoints.map(\.checkpoint.size) == [2, 4, 6])
        let wrong = try await backends.audit.update(.evidence, from: 2)
        await #expect(throws: AuditError(.inconsistent, "")) { try await bed.anchor.publish(wrong) }
        try await backends.close()
        #expect(try await bed.inspect(bed.disk, trusted).isIntact)

        let path = try #require(bed.other.snapshot().keys.sorted().first { $0.hasSuffix(".checkpoint") })
        let altered = FileAnchor(at: "/anchor", files: bed.other.flipped(path, at: 0, mask: 1))
        do {
            _ = try await altered.held(origin: trusted.origin)
            Issue.record("an altered checkpoint was taken for what was anchored")
        } catch let error as CustodyFilesError {
            #expect(error.code == .corrupt)
            #expect(error.path == path)
        }
    }

    @Test("an older copy of the whole directory is whole in itself, and named against the anchor")
    func olderDirectory() async throws {
        let bed = Bed()
        var backends = try await bed.create()
        let trusted = try await Self.trusted(backends)
        try await Self.record(3, in: backends)
        _ = try await backends.audit.anchor(.evidence, in: bed.anchor, at: Self.now)
        try await Self.record(1, in: backends)
        _ = try await backends.audit.checkpoint(.evidence, at: Self.now, ifDue: false)
        try await backends.close()
        let backup = bed.disk.copy()

        backends = try await bed.open()
        try await Self.record(4, in: backends)
        _ = try await backends.audit.anchor(.evidence, in: bed.anchor, at: Self.now)
        try await backends.close()
        #expect(try await bed.inspect(bed.disk, trusted).isIntact)

        // Without the anchor nobody can tell: it opens, verifies and goes on.
        #expect(try await StoreInspection.inspect(at: Self.place, keys: bed.provider, files: backup).isIntact)
        let inspection = try await bed.inspect(backup, trusted)
        #expect(!inspection.isIntact)
        #expect(inspection.audit?.findings.map(\.code) == [.olderState])
        #expect(inspection.audit?.logs[.evidence]?.anchoredSize == 3)
        let restored = try await bed.open(backup)
        try await Self.record(9, .enrollPrincipal, in: restored)
        _ = try await restored.audit.checkpoint(.evidence, at: Self.now, ifDue: false)
        await #expect(throws: AuditError(.inconsistent, "", at: AuditPlace(.evidence))) {
            _ = try await restored.audit.anchor(.evidence, in: bed.anchor, at: Self.now)
        }
        try await restored.close()
        // Once it has grown beyond what was anchored it is a fork.
        #expect(try await bed.inspect(backup, trusted).audit?.findings.map(\.code) == [.forked])
    }

    @Test("a key that was replaced opens again, is found by an inspection, and leads auditors on")
    func replacedKey() async throws {
        let bed = Bed()
        let governance = try Governance(
            policy: RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Role("all") { Allow([.read], [.contact], for: [.customerCare]) }
                Assign("staff", to: "all")
            }, records: [RecordSchema("customer") { Field("name", .personName, for: [.customerCare]) }],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)))
        var custodian = try await Custodian.open(try await bed.create(), governance: governance, clock: ManualClock())
        var trusted = TrustedLog(try await custodian.status(of: .evidence).verifier)
        _ = try await custodian.anchor(in: bed.anchor)
        let dual = try #require(try await custodian.replaceLogKey(by: nil)[.evidence])
        #expect(dual.note.signatures.count == 2)
        try await custodian.close()
        for round in 0..<2 {
            custodian = try await Custodian.open(try await bed.open(), governance: governance, clock: ManualClock())
            #expect(try await custodian.keyChanges(of: .evidence).count == 1 + round)
            #expect(try await custodian.verify().isIntact)
            _ = try await custodian.replaceLogKey(by: nil)
            try await custodian.close()
        }
        custodian = try await Custodian.open(try await bed.open(), governance: governance, clock: ManualClock())
        _ = try await custodian.anchor(in: bed.anchor)
        for proof in try await custodian.keyChanges(of: .evidence) { try trusted.learn(from: proof) }
        #expect(try await custodian.verify(against: bed.held(trusted)).isIntact)
        try await custodian.close()
        #expect(try await bed.inspect(bed.disk, trusted).isIntact)
    }
}
