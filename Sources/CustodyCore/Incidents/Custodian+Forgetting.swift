import CustodyAccess
import CustodyAudit
import CustodyIncidents
public import CustodyModel

extension Custodian {
    /// The closed incidents that were kept for as long as `IncidentPolicy.daysToKeepClosed` says. It is neither decided nor recorded, as
    /// ``dueDuties(within:)``: they are names of incidents alone, for a job to forget.
    public func incidentsToForget() async throws -> [IncidentID] {
        let now = clock.now()
        var due: [IncidentID] = []
        try await eachIncident(openOnly: false) { incident in
            if isKeptLongEnough(incident, at: now) { due.append(incident.id) }
        }
        return due
    }

    /// Forgets what a closed incident was, once it was kept for long enough: its texts, its timeline and everything that was decided.
    /// That there was one is left, and the log's entries, which name nobody. What a backend has written before goes when it next
    /// writes its state anew.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `notDue` before its time, `planChanged` when somebody did something about
    ///   it meanwhile, `invalidInput` when it is forgotten already, `notRecorded`.
    public func forgetIncident(_ id: IncidentID, by principal: Principal) async throws {
        // Who may not handle incidents does not learn which there are.
        _ = try await decide(.handleIncident, by: principal, as: .updateIncident, at: clock.now())
        let incident = try await held(id)
        guard incident.isForgotten || isKeptLongEnough(incident, at: clock.now()) else {
            throw CustodianError(
                .notDue, "an incident is forgotten once it was closed for \(incidentSettings.policy.daysToKeepClosed) days")
        }
        try await handle(
            id,
            IncidentAct(.forgotten) { .forget(title: try $0.seal("forgotten"), openedAt: $0.incident.openedAt) },
            expecting: incident.version, by: principal)
    }

    private func isKeptLongEnough(_ incident: Incident, at now: Instant) -> Bool {
        guard let closedAt = incident.closedAt else { return false }
        let (kept, overflow) = max(0, incidentSettings.policy.daysToKeepClosed).multipliedReportingOverflow(by: 86_400_000)
        return !overflow && now >= closedAt.adding(milliseconds: kept)
    }
}
