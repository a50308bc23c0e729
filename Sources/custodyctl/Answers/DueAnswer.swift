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

    /// When the plan was last tested.
    enum Drill {
        case notAsked
        /// Nil when it never was.
        case last(Instant?)
    }

    var duties: [Duty]
    var findings: [Findings]
    private var drill: Drill

    private enum CodingKeys: String, CodingKey {
        case duties, findings, lastDrill
    }

    init(_ duties: [Custodian.DueDuty], _ findings: [Custodian.IncidentFindings], drill: Drill, at now: Instant) {
        self.drill = drill
        self.duties = duties.map {
            Duty(
                incident: $0.incident.description, duty: $0.duty.rawValue, due: $0.due,
                remainingSeconds: Span.seconds(from: now, to: $0.due), isOverdue: $0.isOverdue)
        }
        self.findings = findings.map { Findings(incident: $0.incident.description, findings: $0.findings.map(\.description)) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(duties, forKey: .duties)
        try container.encode(findings, forKey: .findings)
        // Null says that it never was.
        if case .last(let time) = drill { try container.encode(time, forKey: .lastDrill) }
    }

    var lines: [String] {
        let due = duties.map { duty in
            let span = Span.text(abs(duty.remainingSeconds))
            let text = "\(duty.due)  \(duty.duty)  \(duty.incident)  " + (duty.isOverdue ? "OVERDUE by \(span)" : "in \(span)")
            return duty.isOverdue ? Style.red.applied(to: text) : text
        }
        let found = findings.flatMap { finding in finding.findings.map { "\(finding.incident): \($0)" } }
        let tested: [String] =
            switch drill {
            case .notAsked: []
            case .last(let time): [time.map { "the plan was last tested on \($0)" } ?? "the plan was never tested"]
            }
        return (due.isEmpty ? ["nothing is due"] : due) + found + tested
    }
}
