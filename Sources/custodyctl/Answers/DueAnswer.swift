import Custody
import CustodyLaw

/// What is due over all incidents, the earliest first, and what somebody must look at.
struct DueAnswer: Answer {
    /// One duty.
    struct Duty: Encodable {
        var incident: String
        var duty: String
        var due: Instant
        var remainingSeconds: Int64
        var isOverdue: Bool
    }

    /// What one incident needs.
    struct Findings: Encodable {
        var incident: String
        var findings: [String]
    }

    var duties: [Duty]
    var findings: [Findings]
    /// When the plan was last tested; nil when it never was.
    var lastDrill: Instant?

    init(_ duties: [Custodian.DueDuty], _ findings: [Custodian.IncidentFindings], lastDrill: IncidentReport?, at now: Instant) {
        self.lastDrill = lastDrill?.incident.openedAt
        self.duties = duties.map {
            Duty(
                incident: $0.incident.description, duty: $0.duty.rawValue, due: $0.due,
                remainingSeconds: Span.seconds(from: now, to: $0.due), isOverdue: $0.isOverdue)
        }
        self.findings = findings.map { Findings(incident: $0.incident.description, findings: $0.findings.map(\.description)) }
    }

    var lines: [String] {
        let due = duties.map { duty in
            let span = Span.text(abs(duty.remainingSeconds))
            let text = "\(duty.due)  \(duty.duty)  \(duty.incident)  " + (duty.isOverdue ? "OVERDUE by \(span)" : "in \(span)")
            return duty.isOverdue ? Style.red.applied(to: text) : text
        }
        let found = findings.flatMap { finding in finding.findings.map { "\(finding.incident): \($0)" } }
        let tested = lastDrill.map { "the plan was last tested on \($0)" } ?? "the plan was never tested"
        return (due.isEmpty ? ["nothing is due"] : due) + found + [tested]
    }
}
