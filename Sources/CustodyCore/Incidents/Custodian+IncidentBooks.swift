import CustodyAccess
import CustodyAudit
public import CustodyIncidents
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// The register of breaches (GDPR Art. 33(5)), for an authority to check. That it was drawn up is recorded first.
    ///
    /// - Parameter reader: who draws it up; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleIncident`, `notRecorded`.
    public func breachRegister(by reader: Principal?) async throws -> BreachRegister {
        _ = try await recordReading(
            .export, .readLog, by: reader, about: nil, needing: .handleIncident, ["form": .text("register of breaches")])
        return try BreachRegister(try await incidents(openOnly: false)) { try text($0, of: $1).exposed }
    }

    /// All incidents in the form that ``importIncidents(_:by:)`` reads, to be taken to another system. That they were handed out is
    /// recorded first. A drill stays here: another system would take it for real.
    ///
    /// - Throws: as ``breachRegister(by:)``.
    public func exportIncidents(by reader: Principal?) async throws -> [ForeignIncident] {
        _ = try await recordReading(
            .export, .readLog, by: reader, about: nil, needing: .handleIncident, ["form": .text("incidents")])
        return try await incidents(openOnly: false).filter { !$0.isDrill && !$0.isForgotten }.map { incident in
            try ForeignIncident(incident) { try text($0, of: incident.id).exposed }
        }
    }

    /// Takes over incidents of another system: every fault is named by record, the good ones are taken, and doing it again adds
    /// nothing. Each batch is recorded in the log with the incidents that it adds.
    ///
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.handleIncident`, also once it does no longer;
    ///   `busy` when what a batch rests on kept changing; `notRecorded`. What was taken before stays, and doing it again goes on from there.
    public func importIncidents(
        _ records: [ForeignIncident], by principal: Principal
    ) async throws -> IncidentImport.Report {
        let leave = try await self.leave(.handleIncident, by: principal, as: .openIncident)
        var known = UnitOfWork()
        let actor = try await facing { try await self.actor(principal, in: &known) }
        if !known.isEmpty { _ = try await commit(known) }
        var importer = IncidentImport(
            under: incidentSettings.laws, at: incidentSettings.place,
            identify: { [system] in IncidentID(system.idempotency(key: "incident.import/\($0)", request: []).key) },
            seal: { try self.seal($0, of: $1) })
        importer.entities = incidentSettings.entities
        importer.isConflict = { $0 is ChangedMeanwhile }
        importer.recordBatch = { changes, unit in
            let role = try await self.role(by: leave, in: &unit)
            self.noteHoldChange(in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .incident, action: .openIncident, decision: .permit, time: self.clock.now(),
                    recordCount: changes.count, role: role, actor: actor,
                    system: self.systemPerson(
                        .map(["form": .text("import"), "incidents": .array(changes.map { .bytes($0.incident.bytes) })]))),
                in: &unit)
        }
        return try await facing { [importer] in
            do {
                return try await importer.take(
                    records, into: self.backends.incidents, recordedAt: self.clock.now(), actor: PrincipalToken(actor.handle))
            } catch  where Self.isConflict(error) { throw CustodianError.importDisturbed }
        }
    }
}
