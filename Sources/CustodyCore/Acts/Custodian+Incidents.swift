import CustodyAccess
import CustodyAudit
import CustodyIncidents
import CustodyKeys
public import CustodyLaw
public import CustodyModel

extension Custodian {
    /// Opens an incident. Opening it is not awareness: that is a decision of its own.
    ///
    /// - Parameters:
    ///   - detectedAt: when it was noticed; nil when that is not known.
    ///   - role: what we are to the data.
    @discardableResult
    public func openIncident(
        title: String, detectedAt: Instant?, occurredAt: Instant? = nil, as role: Duty.Role = .controller,
        by principal: Principal
    ) async throws -> IncidentID {
        guard !title.isEmpty else { throw CustodianError(.invalidInput, "give the incident a title") }
        let id = IncidentID(Handle.random(from: random))
        let sealed = try seal(title, "incident.title/\(id)")
        try await record(.openIncident, of: id, by: principal) { actor, now in
            IncidentChange(
                id, expecting: 0,
                .open(
                    title: sealed, role: role, occurred: occurredAt.map { PartialInstant($0) },
                    detected: detectedAt.map { PartialInstant($0) }), recordedAt: now, actor: actor)
        }
        return id
    }

    /// Records the decision that the controller is aware of a breach: from `instant` the law's clocks run
    /// (GDPR Art. 33(1): 72 hours). The instant may lie before the decision; it is never assumed.
    public func recordAwareness(of id: IncidentID, at instant: Instant, reason: String, by principal: Principal) async throws {
        guard !reason.isEmpty else { throw CustodianError(.invalidInput, "say why the controller is aware") }
        let sealed = try seal(reason, "incident.reason/\(id)")
        try await change(id, .incidentAware, by: principal) { version, actor, now in
            IncidentChange(
                id, expecting: version, .aware(at: PartialInstant(instant), reason: sealed, under: [.gdpr]), recordedAt: now,
                actor: actor)
        }
    }

    /// The incidents, oldest first.
    public func incidents() async throws -> [IncidentReport] {
        var reports: [IncidentReport] = []
        var after: IncidentID?
        while true {
            let page = try await facing {
                try await backends.incidents.incidents(openOnly: false, after: after, limit: 100)
            }
            reports += try page.incidents.map(report)
            guard let next = page.next else { return reports.sorted { $0.incident.openedAt < $1.incident.openedAt } }
            after = next
        }
    }

    /// One incident.
    ///
    /// - Throws: ``CustodianError`` with `unknownRecord`.
    public func incident(_ id: IncidentID) async throws -> IncidentReport {
        try report(try await held(id))
    }

    private func held(_ id: IncidentID) async throws -> Incident {
        guard let incident = try await facing({ try await backends.incidents.incident(id) }) else {
            throw CustodianError(.unknownRecord, "there is no incident \(id)")
        }
        return incident
    }

    private func report(_ incident: Incident) throws -> IncidentReport {
        let title = try sealer.open(incident.title, with: system.text, at: .text("incident.title/\(incident.id)"))
        return IncidentReport(incident: incident, title: Sensitive(String(decoding: title, as: UTF8.self)))
    }

    private func seal(_ text: String, _ place: String) throws -> SealedValue {
        try sealer.seal(Array(text.utf8), with: system.text, id: SystemKeys.textID, at: .text(place))
    }

    private func change(
        _ id: IncidentID, _ action: AuditAction, by principal: Principal,
        _ make: @escaping (UInt64, PrincipalToken, Instant) -> IncidentChange
    ) async throws {
        _ = try await held(id)
        try await record(action, of: id, by: principal) { actor, now in
            let version = try await self.backends.incidents.incident(id)?.version ?? 0
            return make(version, actor, now)
        }
    }

    private func record(
        _ action: AuditAction, of id: IncidentID, by principal: Principal,
        _ make: @escaping (PrincipalToken, Instant) async throws -> IncidentChange
    ) async throws {
        let decision = try await decide(.handleIncident, by: principal, as: action, at: clock.now())
        try await retrying {
            do {
                let now = self.clock.now()
                var unit = UnitOfWork()
                let actor = try await self.actor(principal, in: &unit)
                let change = try await make(PrincipalToken(actor.handle), now)
                try self.backends.incidents.stage(change, in: &unit)
                self.noteHoldChange(in: &unit)
                _ = try self.backends.audit.stage(
                    AuditEvent(
                        class: .incident, action: action, decision: .permit, time: now, role: decision.role, actor: actor,
                        system: self.systemPerson(.map(["incident": .bytes(id.bytes)]))), in: &unit)
                return try await self.commit(unit)
            } catch let error as IncidentError where error.code != .versionConflict {
                throw CustodianError(.invalidInput, error.message)
            }
        }
    }
}
