import Crypto
import CustodyAudit
import CustodyModel

extension AuditSinkContract {
    /// The people and the time of the promises.
    enum Cast {
        static let start = Instant(milliseconds: 1_795_512_600_123)  // 2026-11-24
        static let nextMonth = Instant(milliseconds: 1_796_122_800_000)  // 2026-12-01
        static let subject = identity(1, .subject)
        static let other = identity(2, .subject)
        static let actor = identity(3, .actor)
        static let system = identity(4, .system)

        static func identity(_ number: UInt64, _ keyClass: AuditKeyClass) -> AuditIdentity {
            let random = SeededRandomSource(seed: number)
            return AuditIdentity(.random(from: random), key: SymmetricKey(data: random.bytes(32)), as: keyClass)
        }

        static func person(_ identity: AuditIdentity, _ payload: CBOR) -> AuditPerson {
            AuditPerson(handle: identity.handle, key: identity.key, keyClass: identity.keyClass, payload: payload)
        }

        /// A read of one subject's data by the actor.
        static func read(_ note: String = "c-1042", at time: Instant = start) -> AuditEvent {
            var event = AuditEvent(.access, .read, .permit, at: time)
            event.recordCount = 1
            event.subjects = [person(subject, .map(["id": .text(note)]))]
            event.actor = person(actor, .map(["id": .text("agent-7")]))
            return event
        }

        /// A consent of the subject.
        static func consent(at time: Instant = start) -> AuditEvent {
            var event = AuditEvent(.consent, .consentGiven, at: time)
            event.subjects = [person(subject, .map(["notice": .unsigned(3)]))]
            return event
        }
    }

    /// Commits one event and answers its receipt.
    static func record(_ event: AuditEvent, in sink: any AuditSink) async throws -> AuditReceipt {
        var unit = UnitOfWork()
        let staged = try sink.stage(event, in: &unit)
        return try await receipt(of: staged, unit)
    }

    static func receipt(of staged: Staged<AuditReceipt>, _ unit: consuming UnitOfWork) async throws -> AuditReceipt {
        guard let receipt = try await unit.commit()[staged] else { throw BrokenPromise("the commit answered no receipt") }
        return receipt
    }

    /// Commits a registration; nil when nothing was new.
    @discardableResult
    static func register(_ terms: [AuditTerm], in sink: any AuditSink) async throws -> AuditReceipt? {
        var unit = UnitOfWork()
        guard let staged = try sink.stage(registering: terms, system: Cast.system, at: Cast.start, in: &unit) else {
            try expect(unit.isEmpty, "nothing was new, and yet something was staged")
            return nil
        }
        return try await receipt(of: staged, unit)
    }

    static func status(of log: AuditLog, in sink: any AuditSink) async throws -> AuditStatus {
        guard let status = try await sink.status()[log] else { throw BrokenPromise("there is no status of the log '\(log)'") }
        return status
    }

    static func expectAuditError(_ code: AuditError.Code, _ what: String, from body: () async throws -> Void) async throws {
        try await expectError(what, where: { (error: AuditError) in error.code == code }, from: body)
    }
}
