import Crypto
import CustodyAudit
import CustodyCore
import CustodyFiles
import CustodyKeys
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
        let window = Window(seconds: seconds)
        let recorders = try await withThrowingTaskGroup(of: Recorder.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var recorder = Recorder(window)
                    var start = Stopwatch.now()
                    var number = writer
                    while true {
                        var unit = UnitOfWork()
                        _ = try backends.audit.stage(cast.event(number, persons: persons), in: &unit)
                        _ = try await unit.commit()
                        number += writers
                        guard let next = recorder.note(from: start) else { return recorder }
                        start = next
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await backends.close()
        return Sample(recorders, in: window)
    }
}

/// Stores for the run.
enum Bed {
    static let provider = LocalKeyProvider(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))

    static func create(at directory: String) async throws -> Backends {
        try await FileBackend.create(at: directory, controller: "bench", keys: provider)
    }

    static func open(at directory: String) async throws -> Backends {
        try await FileBackend.open(at: directory, keys: provider)
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
