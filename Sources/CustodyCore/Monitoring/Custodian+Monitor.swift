import CustodyAccess
import CustodyAudit
import CustodyIncidents
import CustodyKeys
public import CustodyModel
import CustodyMonitor
import Synchronization

extension Custodian {
    /// A monitor of this store's log. It has looked at nothing yet beyond what its memory holds: call ``LogMonitor/run()``, or
    /// ``LogMonitor/catchUp()`` from time to time. Have one at a time.
    ///
    /// What is looked for otherwise than the last time is recorded; without a memory of the last time, what is otherwise than the standard. What
    /// channels had not taken when the memory was kept is told from now on, to those of the same `AlertChannel.name`.
    /// - Throws: ``CustodianError`` with `integrity` when what the memory holds is not this store's or was altered, `invalidInput` for rules
    ///   that cannot be run and for auditors whose role the policy does not have, `notRecorded`.
    public func monitor(_ settings: MonitorSettings = MonitorSettings()) async throws -> LogMonitor {
        try requireAuditors(settings)
        return try await facing {
            let kept = try await settings.memory?.load()
            var snapshot = try kept.map { try MonitorSnapshot.opened($0, self) }
            let engine = try snapshot?.engine(settings.configuration)
            let (before, now) = (snapshot?.configuration ?? .standard, settings.configuration)
            let auditors = snapshot?.auditors ?? []
            // Nobody was told of it, whatever became of the log and the rules since.
            var undelivered = snapshot?.undelivered ?? []
            // The store was put back to an older copy: the log is read again, and cases are counted from one again. A copy that
            // has grown past what was looked at is not told from the log of before: the cases go on, and the notices name them.
            if let engine, engine.position > backends.coordinator.lastSequence {
                snapshot = nil
                for place in undelivered.indices { undelivered[place].notices.dropCases() }
            }
            if before != now || auditors != settings.auditors {
                var figures = now.figures(otherThanIn: before)
                if auditors != settings.auditors {
                    figures["auditors"] = .array(settings.auditors.sorted().map { .text($0.rawValue) })
                }
                try await recordChange(
                    of: RuleID.allCases.filter { before[$0] != now[$0] }, and: figures, to: now, because: "opened with it",
                    by: nil)
            }
            let monitor = try LogMonitor(self, settings, snapshot, undelivered: undelivered)
            let former = logMonitor.withLock { reference in
                let former = reference.queues
                reference.monitor = monitor
                reference.queues = monitor.queues
                return former
            }
            for queue in former { queue.drop() }
            for queue in monitor.queues { queue.begin() }
            return monitor
        }
    }

    /// Runs the rules over the log from its beginning without recording an alert or telling anybody: to try other thresholds. That the log
    /// was read is recorded.
    ///
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.readLog`; `invalidInput` for rules that cannot
    ///   be run.
    public func replayMonitor(_ settings: MonitorSettings = MonitorSettings(), by reader: Principal?) async throws
        -> MonitorReplay
    {
        try requireAuditors(settings)
        _ = try await recordReading(.access, .readLog, by: reader, about: nil, ["form": .text("monitor replay")])
        return try await facing {
            var feed = MonitorFeed(self, settings)
            try await feed.refresh()
            var engine = MonitorEngine(settings.configuration, roles: feed.roles)
            var replay = MonitorReplay()
            for try await entry in AuditEntries(of: self.backends.audit) {
                guard let event = try await feed.event(of: entry) else { continue }
                replay.events += 1
                replay.alerts += engine.ingest(event)
            }
            replay.stateHash = engine.stateHash
            return replay
        }
    }

    /// A misspelt role would audit nothing. The roles of a host's own engine are not known here.
    private func requireAuditors(_ settings: MonitorSettings) throws {
        guard compiled != nil else { return }
        let unknown = settings.auditors.subtracting(governance.policy.roles.map(\.id))
        guard unknown.isEmpty else {
            throw CustodianError(
                .invalidInput,
                "the policy has no role " + unknown.sorted().map { "'\($0)'" }.joined(separator: ", ")
                    + " that could audit the log; name roles of the policy")
        }
    }

    // MARK: Forgetting

    /// What a monitor may remember a person by: what the log calls them. Nothing where there is none.
    func monitored(_ subject: SubjectToken) async throws -> [Handle] {
        guard logMonitor.withLock({ $0.monitor != nil || !$0.queues.isEmpty }) else { return [] }
        return try await facing { try await logReferences(to: subject).map(\.handle) + [subject.handle] }
    }

    /// Has the monitor forget an erased person. The erasure is done: what the monitor could not keep of that, it does with the next save.
    func forgetInMonitor(_ handles: [Handle]) async {
        guard !handles.isEmpty else { return }
        let (monitor, queues) = logMonitor.withLock { ($0.monitor, $0.queues) }
        // What is on its way to a channel outlives the monitor that found it.
        for queue in queues { for handle in handles { queue.forget(handle) } }
        guard let monitor else { return }
        do { try await monitor.forget(handles) } catch { checkpointFailure.withLock { $0 = "the monitor's memory: \(error)" } }
    }

    /// Whether no other monitor was opened behind that one.
    func isWatched(by monitor: LogMonitor) -> Bool { logMonitor.withLock { $0.monitor === monitor } }

    // MARK: Recording

    /// Records an alert, once however often it is found; false when it was recorded before.
    func record(_ alert: MonitorAlert, _ outcome: AlertBook.Outcome) async throws -> Bool {
        var payload: [String: CBOR] = [
            "rule": .text(alert.rule.name), "level": .text(alert.level.rawValue),
            "version": .integer(Int64(MonitorAlert.rulesVersion)),
            "observed": .double(alert.observed), "expected": .double(alert.expected), "score": .double(alert.score),
            "from": .integer(alert.from.milliseconds), "at": .integer(alert.at.milliseconds),
            "evidence": .array(alert.evidence.map { .unsigned($0.rawValue) }), "suppressed": .bool(outcome == .suppressed),
        ]
        if alert.actor != .zero { payload["actor"] = .bytes(alert.actor.bytes) }
        if alert.subject != .zero { payload["subject"] = .bytes(alert.subject.bytes) }
        if let detail = alert.detail { payload["detail"] = .text(detail) }
        if let number = outcome.caseNumber { payload["case"] = .unsigned(number) }
        var unit = UnitOfWork(idempotency: idempotency(of: alert))
        _ = try backends.audit.stage(
            AuditEvent(
                class: .incident, action: .raiseAlert, time: clock.now(), recordCount: alert.evidence.count,
                system: systemPerson(.map(payload))), in: &unit)
        return try await !commit(unit).isDuplicate
    }

    /// What has an alert recorded once.
    func idempotency(of alert: MonitorAlert) -> Idempotency {
        system.idempotency(key: "monitor/alert/\(alert.key)", request: [])
    }

    /// Records something that somebody did about the monitoring, after the policy permitted it.
    func record(
        _ auditClass: AuditClass, _ action: AuditAction, by principal: Principal?, _ payload: [String: CBOR]
    ) async throws {
        let leave = try await self.leave(.handleIncident, byOperatorOr: principal, as: action)
        try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: auditClass, action: action, decision: principal == nil ? .none : .permit, time: self.clock.now(),
                    role: role, actor: actor, system: self.systemPerson(.map(payload))), in: &unit)
            return try await self.commit(unit)
        }
    }

    /// Records that rules look for something else from now on.
    ///
    /// - Parameter figures: what else is otherwise, by its name in the configuration.
    func recordChange(
        of rules: [RuleID], and figures: [String: CBOR] = [:], to configuration: MonitorConfiguration, because reason: String,
        by principal: Principal?
    ) async throws {
        let changed = rules.map { rule in
            let settings = configuration[rule]
            return CBOR.map([
                "rule": .text(rule.name), "mode": .text(settings.mode.rawValue), "level": .text(settings.level.rawValue),
                "thresholds": .array(settings.correlations.map { .double($0.condition.threshold) }),
                "floors": .array(settings.correlations.map { .double($0.floor) }),
                "timespans": .array(settings.correlations.map { .text($0.timespan.description) }),
                "refractory": .text(settings.refractory.description), "warm-up": .text(settings.warmUp.description),
                "roles": .map(settings.roles.reduce(into: [:]) { $0[$1.key.rawValue] = .array($1.value.map { .double($0) }) }),
            ])
        }
        try await record(
            .config, .changeMonitoring, by: principal,
            ["rules": .array(changed), "figures": .map(figures), "reason": .text(reason)])
    }

    /// Opens a candidate for a case, once: its name follows from the case.
    func openIncident(from alert: Alert, key: String) async throws -> IncidentID {
        let id = IncidentID(system.idempotency(key: "monitor/case/\(key)", request: []).key)
        guard try await backends.incidents.incident(id) == nil else { return id }
        return try await openIncident(from: alert, as: id, by: nil)
    }
}

extension MonitorConfiguration {
    /// What it says otherwise than another beside the rules, with what that said.
    fileprivate func figures(otherThanIn before: MonitorConfiguration) -> [String: CBOR] {
        let figures = [
            ("actors", before.actors, actors), ("subjects", before.subjects, subjects),
            ("utc-offset", before.utcOffset, utcOffset), ("candidate-score", before.candidateScore, candidateScore),
        ]
        return figures.reduce(into: [:]) { said, figure in
            let (name, was, now) = figure
            if was != now { said[name] = CBOR.map(["from": .integer(Int64(was)), "to": .integer(Int64(now))]) }
        }
    }
}

/// A monitor that somebody else holds, and what it has on the way to its channels.
struct MonitorReference {
    weak var monitor: LogMonitor?
    var queues: [ChannelQueue] = []
}
