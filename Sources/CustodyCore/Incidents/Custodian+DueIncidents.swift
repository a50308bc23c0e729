import CustodyAudit
public import CustodyIncidents
public import CustodyLaw
public import CustodyModel
import Synchronization

extension Custodian {
    /// A duty with its time, as a watcher sees it.
    public struct DueDuty: Hashable, Sendable {
        /// Of which incident.
        public var incident: IncidentID
        /// What.
        public var duty: DutyID
        /// By when.
        public var due: Instant
        /// Whether its time is over. It never becomes false because a clock was set back.
        public var isOverdue: Bool
    }

    /// What somebody must look at about one incident.
    public struct IncidentFindings: Hashable, Sendable {
        /// Which incident.
        public var incident: IncidentID
        /// What, in the words of the incident.
        public var findings: [IncidentFinding]
    }

    /// What is overdue, and what is due within so many hours, over all incidents, the earliest first. Call it now and then; it
    /// asks an order that is kept.
    ///
    /// It is neither decided nor recorded: it names nobody, and a clock of the law must be seen also by a job that may handle nothing and
    /// while nothing can be written. ``incident(_:by:)`` tells what the incident is, and is both.
    public func dueDuties(within hours: Int64 = 72) async throws -> [DueDuty] {
        let now = try await incidentTime()
        let (wait, overflow) = max(0, hours).multipliedReportingOverflow(by: 3_600_000)
        let until = overflow ? Instant(milliseconds: .max) : now.adding(milliseconds: wait)
        var lines: [DueDuty] = []
        var after: DueObligation?
        repeat {
            let page = try await facing {
                try await backends.incidents.deadlines(until: until, after: after, limit: 256)
            }
            lines += page.map {
                DueDuty(incident: $0.incident, duty: $0.duty, due: $0.due, isOverdue: now > $0.due)
            }
            after = page.count < 256 ? nil : page.last
        } while after != nil
        return lines
    }

    /// What somebody must look at now: awareness that nobody decided in time, duties, tasks, escalations and corrective actions whose
    /// time is over, delays without a reason, evidence that was altered. It is neither decided nor recorded, as ``dueDuties(within:)``.
    public func incidentFindings() async throws -> [IncidentFindings] {
        let now = try await incidentTime()
        var found: [IncidentFindings] = []
        // Corrective actions outlast the closing.
        try await eachIncident(openOnly: false) { incident in
            let findings = incident.findings(at: now, policy: incidentSettings.policy)
            if !findings.isEmpty { found.append(IncidentFindings(incident: incident.id, findings: findings)) }
        }
        return found
    }

    /// The latest drill; nil when the plan was never tested. That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleIncident`, `notRecorded`.
    public func lastDrill(by reader: Principal?) async throws -> IncidentReport? {
        _ = try await recordReading(
            .access, .read, by: reader, about: nil, needing: .handleIncident, ["form": .text("last drill")])
        var latest: Incident?
        try await eachIncident(openOnly: false) { incident in
            if incident.isDrill, latest.map({ $0.openedAt <= incident.openedAt }) ?? true { latest = incident }
        }
        return try latest.map(report)
    }

    /// Now, and never before what was recorded about an open incident or was now before: a clock that is set back hides nothing.
    private func incidentTime() async throws -> Instant {
        let now = clock.now()
        if latestIncidentTime.withLock({ $0 }) == nil {
            var latest = now
            try await eachIncident(openOnly: true) { latest = max(latest, $0.lastRecordedAt) }
            latestIncidentTime.withLock { $0 = max($0 ?? latest, latest) }
        }
        return latestIncidentTime.withLock { latest in
            let time = max(latest ?? now, now)
            latest = time
            return time
        }
    }
}
