import Crypto
import CustodyAudit
import CustodyModel

/// The audit log in a directory, with tasks that each wait for their event before they record the next.
struct AuditRow: Contender {
    let writers: Int
    /// How many people an event says something about: none, or one subject and the actor.
    let persons: Int

    var name: String {
        "audit, \(writers) \(writers == 1 ? "writer" : "writers"), \(persons == 0 ? "leaf alone" : "\(persons) compartments")"
    }

    func run(in directory: String, seconds: Double) async throws -> Sample {
        let backends = try await Bed.create(at: directory + "/store")
        let cast = Cast()
        let sample = try await Writers.run(writers, seconds: seconds) { number in
            var unit = UnitOfWork()
            _ = try backends.audit.stage(cast.event(number, persons: persons), in: &unit)
            _ = try await unit.commit()
        }
        try await backends.close()
        return sample
    }
}

/// Who is spoken of.
struct Cast: Sendable {
    private let subjects: [AuditPerson]
    private let actor: AuditPerson

    init() {
        let random = SystemRandomSource()
        subjects = (0..<1000).map { number in
            AuditPerson(
                handle: .random(from: random), key: SymmetricKey(data: random.bytes(32)), keyClass: .subject,
                payload: .map(["record": .text("customer"), "fields": .array([.text("email"), .text("phone")])]))
        }
        actor = AuditPerson(
            handle: .random(from: random), key: SymmetricKey(data: random.bytes(32)), keyClass: .actor,
            payload: .map(["id": .text("support-1"), "method": .text("asserted"), "level": .unsigned(1)]))
    }

    func event(_ number: Int, persons: Int) -> AuditEvent {
        var event = AuditEvent(.access, .read, .permit, at: Instant(milliseconds: 1_795_512_600_000 + Int64(number)))
        event.recordCount = 1
        guard persons > 0 else { return event }
        event.subjects = [subjects[number % subjects.count]]
        event.actor = actor
        return event
    }
}
