import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyFiles

@Suite("Commits of a directory") struct CoordinatorTests {
    private struct Refusal: Error {}

    private static func open(_ disk: InMemoryFileSystem, isNew: Bool, _ provider: LocalKeyProvider) async throws -> Backends {
        isNew
            ? try await FileBackend.create(
                at: "/store", controller: "acme", keys: provider, random: SystemRandomSource(), files: disk)
            : try await FileBackend.open(at: "/store", keys: provider, random: SystemRandomSource(), files: disk)
    }

    private static func record(_ backends: Backends) async throws -> AuditReceipt? {
        var unit = UnitOfWork()
        let staged = try backends.audit.stage(AuditEvent(.access, .read, .permit, at: .init(milliseconds: 1)), in: &unit)
        return try await unit.commit()[staged]
    }

    /// A change that fails when it is to be bound to its place.
    private static func unbindable(_ backends: Backends, altering key: ConflictKey) throws -> UnitOfWork {
        var unit = UnitOfWork()
        _ = try backends.audit.stage(AuditEvent(.access, .read, .deny, at: .init(milliseconds: 1)), in: &unit)
        let change = StagedChange(store: .audit, writes: [key], validate: {}, prepare: { _ in throw Refusal() })
        _ = unit.add(change, to: backends.coordinator, resultType: Void.self)
        return unit
    }

    @Test("What cannot be bound to its number leaves nothing, holds up nothing, and the order goes on")
    func unbindable() async throws {
        let (disk, provider) = (InMemoryFileSystem(), LocalKeyProvider.ephemeral())
        let key = ConflictKey(.audit, [1])
        var indices: [UInt64] = []
        for isNew in [true, false] {
            let backends = try await Self.open(disk, isNew: isNew, provider)
            let found = try await withThrowingTaskGroup(of: UInt64?.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        guard number % 3 == 0 else { return try await Self.record(backends)?.index }
                        let unit = try Self.unbindable(backends, altering: key)
                        await #expect(throws: Refusal.self) { try await unit.commit() }
                        return nil
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            indices += found.compactMap(\.self)
            #expect(try await backends.audit.verify().isIntact)
            #expect(try await backends.audit.entries(AuditQuery(decisions: [.deny])).isEmpty)
            try await backends.close()
        }
        #expect(indices.sorted() == Array(0..<80))
    }

    @Test("Commits that share a sync with writes to the key file are all answered", .timeLimit(.minutes(30)))
    func besideSlots() async throws {
        let backends = try await Self.open(InMemoryFileSystem(), isNew: true, .ephemeral())
        let coordinator = try #require(backends.coordinator as? FileCoordinator)
        // A slot that nobody has.
        let write = SlotWrite(offset: FileKeySlots.offset(1000), bytes: [UInt8](repeating: 0, count: KeySlot.size))
        let indices = try await withThrowingTaskGroup(of: [UInt64?].self) { group in
            for number in 0..<40 {
                group.addTask {
                    var found: [UInt64?] = []
                    for _ in 0..<10 {
                        if number % 2 == 0 {
                            found.append(try await Self.record(backends)?.index)
                        } else {
                            try await coordinator.write([write])
                        }
                    }
                    return found
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(indices.compactMap(\.self).sorted() == Array(0..<200))
        try await backends.close()
    }

    @Test("A commit's body has the bytes of its coding")
    func body() throws {
        let random = SeededRandomSource(seed: 7)
        for count in 0..<60 {
            let parts = (0..<count % 4).map { CommitBody.Part(store: UInt8($0 * 20), change: Bytes(random.bytes(count * 9))) }
            let idempotency = Idempotency(key: .random(from: random), request: .random(from: random))
            let body = CommitBody(idempotency: count % 2 == 0 ? idempotency : nil, parts: parts)
            #expect(body.encoded() == (try CBOR.encode(body)))
        }
    }
}
