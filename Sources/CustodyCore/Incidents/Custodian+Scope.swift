import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyIncidents
import CustodyKeys
import CustodyLaw
public import CustodyModel

extension Custodian {
    /// Opens a candidate from an alert: an incident that is only reported. Nobody needs a permission to be warned.
    ///
    /// - Parameter principal: who passes it on; nil when a machine does.
    /// - Throws: ``CustodianError`` with `invalidInput`, `notRecorded`.
    @discardableResult
    public func openIncident(from alert: Alert, by principal: Principal?) async throws -> IncidentID {
        try await openIncident(from: alert, as: nil, by: principal)
    }

    /// Opens a candidate under a name that was chosen before; nil for a new one.
    func openIncident(from alert: Alert, as id: IncidentID?, by principal: Principal?) async throws -> IncidentID {
        let question = try CBOR.encode(alert.question)
        return try await open(
            alert.rule, alert.at, nil, .controller, by: principal, nil, as: id,
            and: [IncidentAct(.learnt) { .learn(.alert(try $0.sealing(question.hex)), reason: nil) }])
    }

    /// Computes from the audit log whom and what an incident touched, records that it was computed and for which incident, and
    /// notes the counts with the incident.
    ///
    /// - Parameter question: which part of the log; nil for what the incident's alert is about.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.handleIncident`; `unknownRecord`; `invalidInput` for a
    ///   question without a principal and without a window or about a principal of whom nobody ever heard, for a window that ends before
    ///   it begins, and where there is no alert to take it from; `notRecorded`.
    public func scope(
        of id: IncidentID, asking question: ScopeQuestion? = nil, by principal: Principal
    ) async throws -> IncidentScope {
        // Who may not handle incidents learns neither which there are nor who ever acted.
        let permit = try await permitReading(by: principal, needing: .handleIncident)
        let incident = try await held(id)
        guard let asked = try question ?? alerted(incident) else {
            throw CustodianError(.invalidInput, "the incident has no alert; say whose acts it is about, or from when to when")
        }
        guard asked.principal != nil || asked.from != nil else {
            throw CustodianError(.invalidInput, "name a principal, or when it began; everything is no scope")
        }
        let (from, to) = (asked.from ?? Instant(milliseconds: .min), asked.to ?? Instant(milliseconds: .max))
        // Nothing would be found, and look as if nobody had been touched.
        guard from < to else {
            throw CustodianError(.invalidInput, "it must begin before it ends; what happens at its end is not counted")
        }
        let time = from..<to
        let filter = LogFilter(principal: asked.principal, time: time)
        let people = try await people(of: filter, for: permit)
        let receipt = try await recordReading(
            .incident, .readLog, permit, about: nil,
            [
                "form": .text("incident scope"), "incident": .bytes(id.bytes), "filter": .map(filter.recorded),
                "principal": people.principal.map { .bytes($0.bytes) } ?? .null,
            ])
        let query = try await query(filter, about: people)
        var reading = ScopeReading(self)
        var scope = try await facing {
            try await reading.read(query, holding: self.evidenceHolds(of: id).map(\.subject))
        }
        scope.receipt = receipt
        scope.isComplete = try await isWhole(from: asked.from)
        try await handle(id, .note(scope.summary), by: principal)
        return scope
    }

    /// Who of the people that the host knows is in the scope: the list of those to tell. That it was asked is recorded first, with the entry
    /// that the scope came with.
    ///
    /// - Parameter reader: who asks; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleIncident`, `invalidInput` for an
    ///   identifier by which no person is found, `notRecorded`.
    public func affected(
        by scope: IncidentScope, among subjects: some Sequence<SubjectID>, reader: Principal?
    ) async throws -> [SubjectID] {
        _ = try await recordReading(
            .incident, .readLog, by: reader, about: nil, needing: .handleIncident,
            ["form": .text("affected people"), "scope": scope.receipt.map { .bytes($0.leafHash.array) } ?? .null])
        let tokens = Set(scope.people.map(\.subject))
        var affected: [SubjectID] = []
        for subject in subjects {
            guard case .known(let token) = try await facing({ try await resolve(subject) }), tokens.contains(token) else {
                continue
            }
            affected.append(subject)
        }
        return affected
    }

    private func alerted(_ incident: Incident) throws -> ScopeQuestion? {
        guard let sealed = incident.alert else { return nil }
        guard let bytes = [UInt8](hex: try text(sealed, of: incident.id).exposed) else {
            throw CustodianError(.integrity, "the incident's alert cannot be read; run verify")
        }
        do { return try CBOR.decode(ScopeQuestion.self, from: bytes) } catch { throw CustodianError.facing(error) }
    }

    /// Whether no entry of the time was pruned.
    private func isWhole(from instant: Instant?) async throws -> Bool {
        try await facing {
            for (log, status) in try await backends.audit.status() where status.first > 0 {
                guard let instant,
                    let oldest = try await backends.audit.entries(AuditQuery(log: log, from: status.first, limit: 1)).first,
                    try oldest.leaf().time <= instant
                else { return false }
            }
            return true
        }
    }
}
