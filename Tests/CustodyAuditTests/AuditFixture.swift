import Crypto
import CustodyAudit
import CustodyModel
import CustodyTesting
import Synchronization

/// Numbers that a seed repeats.
final class SeededNumbers {
    private let source: SeededRandomSource
    init(seed: UInt64) { source = SeededRandomSource(seed: seed) }
    func next() -> UInt64 { source.number() }
    func bytes(_ count: Int) -> [UInt8] { source.bytes(count) }
}

/// Gives out prepared bytes, one piece a call.
final class ScriptedRandomSource: RandomSource {
    private let pieces: Mutex<[[UInt8]]>
    init(_ pieces: [[UInt8]]) { self.pieces = Mutex(pieces) }
    func bytes(_ count: Int) -> [UInt8] { pieces.withLock { $0.isEmpty ? [] : $0.removeFirst() } }
}

enum Fixture {
    static let origin = "example.org/custody"
    static let start = Instant(milliseconds: 1_795_512_600_123)

    static func sink(
        checkpoints: any CheckpointStore = InMemoryCheckpointStore(), random: any RandomSource = SeededRandomSource(seed: 1),
        committingTo coordinator: any CommitCoordinator = MemoryCoordinator()
    ) throws -> InMemoryAuditSink {
        try InMemoryAuditSink(
            origin: origin, signer: NoteSigner(name: origin, seed: Array(0..<32)), checkpoints: checkpoints, random: random,
            committingTo: coordinator)
    }

    static func identity(_ number: UInt64, _ keyClass: AuditKeyClass = .subject) -> AuditIdentity {
        let random = SeededRandomSource(seed: number)
        return AuditIdentity(.random(from: random), key: SymmetricKey(data: random.bytes(32)), as: keyClass)
    }

    static func person(_ identity: AuditIdentity, _ payload: CBOR = .text("secret word")) -> AuditPerson {
        AuditPerson(handle: identity.handle, key: identity.key, keyClass: identity.keyClass, payload: payload)
    }

    static func read(_ numbers: UInt64...) -> AuditEvent {
        var event = AuditEvent(.access, .read, .permit, at: start)
        event.subjects = numbers.map { person(identity($0)) }
        event.actor = person(identity(90, .actor))
        return event
    }

    @discardableResult
    static func record(_ event: AuditEvent, in sink: any AuditSink) async throws -> AuditReceipt? {
        var unit = UnitOfWork()
        let staged = try sink.stage(event, in: &unit)
        return try await unit.commit()[staged]
    }

    @discardableResult
    static func register(_ terms: [AuditTerm], in sink: any AuditSink) async throws -> AuditReceipt? {
        var unit = UnitOfWork()
        guard let staged = try sink.stage(registering: terms, system: identity(91, .system), at: start, in: &unit) else {
            return nil
        }
        return try await unit.commit()[staged]
    }
}
