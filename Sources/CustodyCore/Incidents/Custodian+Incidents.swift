import CustodyAccess
import CustodyAudit
public import CustodyIncidents
import CustodyKeys
public import CustodyLaw
public import CustodyModel

extension Custodian {
    /// Opens an incident. Opening it is not awareness: that is a decision of its own.
    ///
    /// - Parameters:
    ///   - detectedAt: when it was noticed; nil when that is not known.
    ///   - role: what we are to the data.
    ///   - plan: the name of the plan that this only rehearses; nil when it is no drill.
    /// - Throws: ``CustodianError`` with `denied`, `invalidInput` without a title or when the times do not fit, `notRecorded`.
    @discardableResult
    public func openIncident(
        title: String, detectedAt: Instant?, occurredAt: Instant? = nil, as role: Duty.Role = .controller,
        rehearsing plan: String? = nil, by principal: Principal
    ) async throws -> IncidentID {
        let leave = try await self.leave(.handleIncident, by: principal, as: .openIncident)
        let drill = plan.map { plan in IncidentAct(.learnt) { .learn(.drill(try $0.seal(plan)), reason: nil) } }
        return try await open(
            title, detectedAt, occurredAt, role, by: principal, leave, and: [drill].compactMap(\.self))
    }

    /// Files a suspicion: anybody whom the host knows may, without a permission. It opens an incident that is only reported, for
    /// somebody who may handle incidents to look at.
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` without a title or for a time to come, `notRecorded`.
    @discardableResult
    public func fileSuspicion(title: String, detectedAt: Instant? = nil, by principal: Principal) async throws -> IncidentID {
        try await open(title, detectedAt, nil, .controller, by: principal, nil)
    }

    /// Does something about an incident, and records it. A role that is learnt once we are aware opens what is owed in it, in the same
    /// commit.
    ///
    /// - Parameters:
    ///   - version: the version that the caller saw, when another must refuse the act; nil takes the incident as it is.
    ///   - key: recognises a repetition of the same act, which alters nothing and is recorded once; nil when the caller does not
    ///     repeat.
    /// - Returns: the incident as it is then.
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `planChanged` for another version, `invalidInput` when the act does
    ///   not fit; its reasons list everything that stands against closing; `notRecorded`.
    @discardableResult
    public func handle(
        _ id: IncidentID, _ act: IncidentAct, expecting version: UInt64? = nil, key: String? = nil, by principal: Principal
    ) async throws -> Incident {
        let action: AuditAction =
            switch act.kind {
            case .aware: .incidentAware
            case .closed: .closeIncident
            default: .updateIncident
            }
        let leave = try await self.leave(.handleIncident, by: principal, as: action)
        let key = key.map { system.idempotency(key: "incident/\(id)/\($0)", request: []).key }
        return try await retrying {
            let now = self.clock.now()
            let incident = try await self.held(id)
            if let key, let line = incident.timeline.first(where: { $0.change.key == key }) {
                guard line.kind == act.kind else {
                    throw CustodianError(.invalidInput, "this key was used for another act; choose a new one for a new act")
                }
                return incident
            }
            if let version, version != incident.version {
                throw CustodianError(
                    .planChanged, "the incident is at version \(incident.version), not \(version); look at it again")
            }
            let step = try act.make(
                IncidentAct.Context(incident: incident, settings: self.incidentSettings, now: now) { try self.seal($0, of: id) }
            )
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            var change = IncidentChange(
                id, expecting: incident.version, step, recordedAt: now, actor: PrincipalToken(actor.handle), key: key)
            change.further = self.following(change, of: incident)
            let sequence = try await self.record(
                change, action, by: actor, in: role, decision: .permit, at: now, &unit)
            // Not read back: a failure to do so would make look undone what is done.
            return try IncidentRules.applying(change, to: incident, at: sequence)
        }
    }

    /// Records the decision that the controller is aware of a breach: from `instant` the law's clocks run
    /// (GDPR Art. 33(1): 72 hours). The instant may lie before the decision; it is never assumed.
    ///
    /// - Throws: as ``handle(_:_:expecting:key:by:)``.
    public func recordAwareness(of id: IncidentID, at instant: Instant, reason: String, by principal: Principal) async throws {
        try await handle(id, .aware(at: PartialInstant(instant), because: reason), by: principal)
    }

    /// The incidents, oldest first. That they were read is recorded first: their titles are opened, which may say something of anybody.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleIncident`, `notRecorded`.
    public func incidents(by reader: Principal?) async throws -> [IncidentReport] {
        _ = try await recordReading(
            .access, .read, by: reader, about: nil, needing: .handleIncident, ["form": .text("incidents")])
        var reports: [IncidentReport] = []
        try await eachIncident(openOnly: false) { reports.append(try report($0)) }
        return reports.sorted { $0.incident.openedAt < $1.incident.openedAt }
    }

    /// One incident. That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleIncident`, `unknownRecord`,
    ///   `notRecorded`.
    public func incident(_ id: IncidentID, by reader: Principal?) async throws -> IncidentReport {
        try await recordReading("incident", of: id, by: reader)
        return try report(try await held(id))
    }

    /// A text of an incident, opened. That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleIncident`, `integrity` when it was
    ///   altered or is another incident's, `notRecorded`.
    public func text(_ sealed: SealedValue, of id: IncidentID, by reader: Principal?) async throws -> Sensitive<String> {
        try await recordReading("text of an incident", of: id, by: reader)
        return try text(sealed, of: id)
    }

    /// What the facts of an incident's breach suggest on the two tests of the law, with the reasons. It decides nothing. That it was
    /// asked is recorded first.
    ///
    /// - Throws: as ``incident(_:by:)``.
    public func advice(on id: IncidentID, by reader: Principal?) async throws -> BreachAdvice {
        try await recordReading("advice on an incident", of: id, by: reader)
        return BreachAdvice(on: try await held(id).facts)
    }

    /// Decides whether something of an incident may be read, and records it, before anything is looked up: who may not handle incidents does
    /// not learn which there are.
    private func recordReading(_ what: String, of id: IncidentID, by reader: Principal?) async throws {
        _ = try await recordReading(
            .access, .read, by: reader, about: nil, needing: .handleIncident,
            ["form": .text(what), "incident": .bytes(id.bytes)])
    }

    // MARK: Keeping

    /// What is done with a change, in the same commit: who is found to have another role owes what the laws ask in it since we were aware,
    /// which is decided already.
    private func following(_ change: IncidentChange, of incident: Incident) -> [IncidentChange.Step] {
        // What does not fit is refused as it is committed.
        guard case .learn(.role, let reason?) = change.step, let time = incident.awareness?.at,
            let learnt = try? IncidentRules.applying(change, to: incident, at: .zero)
        else { return [] }
        let duties = learnt.duties(
            under: incidentSettings.laws, after: .awareness, at: time, place: incidentSettings.place,
            entities: incidentSettings.entities)
        return [.aware(at: time, reason: reason, duties: duties)]
    }

    func held(_ id: IncidentID) async throws -> Incident {
        guard let incident = try await facing({ try await backends.incidents.incident(id) }) else {
            throw CustodianError(.unknownRecord, "there is no incident \(id)")
        }
        return incident
    }

    /// All of them in the order in which they were opened, or only those that are not closed.
    func incidents(openOnly: Bool) async throws -> [Incident] {
        var incidents: [Incident] = []
        try await eachIncident(openOnly: openOnly) { incidents.append($0) }
        return incidents
    }

    func eachIncident(openOnly: Bool, _ body: (Incident) throws -> Void) async throws {
        var after: IncidentID?
        repeat {
            let page = try await facing {
                try await backends.incidents.incidents(openOnly: openOnly, after: after, limit: 100)
            }
            for incident in page.incidents { try body(incident) }
            after = page.next
        } while after != nil
    }

    private static func place(of id: IncidentID) -> Sealer.Place { .text("incident/\(id)") }

    /// A text of an incident, for what is decided and recorded by itself.
    func text(_ sealed: SealedValue, of id: IncidentID) throws -> Sensitive<String> {
        do {
            return Sensitive(
                String(decoding: try sealer.open(sealed, with: system.text, at: Self.place(of: id)), as: UTF8.self))
        } catch { throw CustodianError.facing(error) }
    }

    func seal(_ text: String, of id: IncidentID) throws -> SealedValue {
        try sealer.seal(Array(text.utf8), with: system.text, id: SystemKeys.textID, at: Self.place(of: id))
    }

    func report(_ incident: Incident) throws -> IncidentReport {
        IncidentReport(incident: incident, title: try text(incident.title, of: incident.id))
    }

    /// Opens an incident.
    ///
    /// - Parameter leave: by which it is opened; nil where nobody's leave is needed.
    func open(
        _ title: String, _ detectedAt: Instant?, _ occurredAt: Instant?, _ role: Duty.Role, by principal: Principal?,
        _ leave: Leave?, as name: IncidentID? = nil, and further: [IncidentAct] = []
    ) async throws -> IncidentID {
        guard title.isSaid else {
            throw CustodianError(.invalidInput, "give the incident a title")
        }
        let id = name ?? IncidentID(Handle.random(from: random))
        let sealed = try seal(title, of: id)
        try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            let acting = try await self.role(by: leave, in: &unit)
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            let step = IncidentChange.Step.open(
                title: sealed, role: role, occurred: occurredAt.map { PartialInstant($0) },
                detected: detectedAt.map { PartialInstant($0) })
            var change = IncidentChange(
                id, expecting: 0, step, recordedAt: now, actor: actor.map { PrincipalToken($0.handle) })
            if !further.isEmpty {
                let opened: Incident
                do throws(IncidentError) { opened = try IncidentRules.applying(change, to: nil, at: .zero) } catch {
                    throw CustodianError(.invalidInput, error.message)
                }
                let context = IncidentAct.Context(incident: opened, settings: self.incidentSettings, now: now) {
                    try self.seal($0, of: id)
                }
                change.further = try further.map { try $0.make(context) }
            }
            try await self.record(
                change, .openIncident, by: actor, in: acting, decision: leave == nil ? .none : .permit, at: now, &unit)
        }
        return id
    }

    /// Commits a change with its record in the log.
    @discardableResult
    func record(
        _ change: IncidentChange, _ action: AuditAction, by actor: AuditPerson?, in role: RoleID?, decision: AuditDecision,
        at now: Instant, _ unit: inout UnitOfWork
    ) async throws -> CommitSequence {
        try backends.incidents.stage(change, in: &unit)
        noteHoldChange(in: &unit)
        _ = try backends.audit.stage(
            AuditEvent(
                class: .incident, action: action, decision: decision, time: now, role: role, actor: actor,
                system: systemPerson(
                    .map([
                        "incident": .bytes(change.incident.bytes), "step": .text(change.step.kind.rawValue),
                        "version": .unsigned(change.expectedVersion + 1),
                    ]))), in: &unit)
        do { return try await commit(unit).sequence } catch let error as IncidentError where error.code != .versionConflict {
            throw CustodianError(.invalidInput, error.message, reasons: error.unmet.map(\.description))
        }
    }
}
