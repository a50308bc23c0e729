import CustodyIncidents
import CustodyLaw
import CustodyModel

/// Leads an incident of a tracker under test. Times are hours after an arbitrary start.
struct IncidentRoom {
    let tracker: any IncidentTracker
    let id = name(1)
    let officer = PrincipalToken(Handle([UInt8](repeating: 7, count: 16)) ?? .zero)

    init(_ tracker: any IncidentTracker) { self.tracker = tracker }

    var incident: Incident {
        get async throws {
            guard let incident = try await tracker.incident(id) else { throw BrokenPromise("the incident is not there") }
            return incident
        }
    }

    static func name(_ number: Int) -> IncidentID {
        IncidentID(Handle([UInt8](repeating: 0, count: 15) + [UInt8(clamping: number)]) ?? .zero)
    }

    func time(_ hour: Int) -> Instant { Instant(milliseconds: 1_700_000_000_000 + Int64(hour) * 3_600_000) }

    func moment(_ hour: Int) -> PartialInstant { PartialInstant(time(hour)) }

    func text(_ number: UInt8) -> SealedValue { SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [number]) }

    func aware(at hour: Int) -> IncidentChange.Step {
        .aware(at: moment(hour), reason: text(2), under: [.gdpr])
    }

    func submit(_ duty: DutyID, at hour: Int, because reason: UInt8? = nil) -> IncidentChange.Step {
        .submit(duty, at: moment(hour), lateReason: reason.map(text), duties: [])
    }

    func note(_ number: UInt8) -> IncidentChange.Step { .note(text(number), at: nil) }

    func determine(_ determination: Determination) -> IncidentChange.Step { .determine(determination, reason: text(4)) }

    func change(
        _ step: IncidentChange.Step, expecting version: UInt64, of id: IncidentID? = nil, hour: Int = 1,
        anonymous: Bool = false,
        key: Handle? = nil
    ) -> IncidentChange {
        IncidentChange(
            id ?? self.id, expecting: version, step, recordedAt: time(hour), actor: anonymous ? nil : officer, key: key)
    }

    @discardableResult
    func commit(
        _ step: IncidentChange.Step, expecting version: UInt64, of id: IncidentID? = nil, hour: Int = 1, anonymous: Bool = false
    ) async throws -> CommitSequence {
        var unit = UnitOfWork()
        try tracker.stage(change(step, expecting: version, of: id, hour: hour, anonymous: anonymous), in: &unit)
        return try await unit.commit().sequence
    }

    func open() async throws { try await commit(.open(), expecting: 0, hour: 0) }

    func expectRefusal(_ code: IncidentError.Code, from body: () async throws -> Void) async throws {
        try await expectError(
            "a step that must be refused as '\(code.rawValue)'", where: { (error: IncidentError) in error.code == code },
            from: body)
    }
}

extension IncidentChange.Step {
    static func open() -> Self {
        .open(
            title: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1]), role: .controller, occurred: nil,
            detected: nil)
    }
}
