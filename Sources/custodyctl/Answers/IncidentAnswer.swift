import Custody

/// An incident and what the law asks about it, as of now.
struct IncidentAnswer: Answer {
    /// One duty.
    struct Duty: Encodable {
        var duty: String
        var due: Instant?
        var state: String
        var remainingSeconds: Int64?
        var isOverdue: Bool

        init(_ obligation: Obligation, at now: Instant) {
            duty = "\(obligation.duty)"
            due = obligation.opened.due
            switch obligation.state {
            case .notAssessed: state = "notAssessed"
            case .due: state = "due"
            case .undated: state = "undated"
            case .notRequired: state = "notRequired"
            case .submitted(_, let late, _): state = late ? "submittedLate" : "submitted"
            }
            // Nobody is freed of a duty by not having assessed the breach, so that its time is shown from the awareness on.
            let runs = !obligation.isDecided
            remainingSeconds = runs ? due.map { Span.seconds(from: now, to: $0) } : nil
            isOverdue = remainingSeconds.map { $0 < 0 } ?? false
        }

        var text: String {
            guard let due, let remainingSeconds else {
                return state == "undated" || state == "notAssessed"
                    ? "\(duty): \(state == "undated" ? "owed, without undue delay" : "owed or not: the breach is not assessed")"
                    : "\(duty): \(state)"
            }
            let span = Span.text(abs(remainingSeconds))
            let text = "\(duty): due \(due), " + (isOverdue ? "OVERDUE by \(span)" : "\(span) remaining")
            let remark = state == "notAssessed" ? " (unless a risk is unlikely: the breach is not assessed)" : ""
            return (isOverdue ? Style.red.applied(to: text) : text) + remark
        }
    }

    /// One line of the timeline.
    struct Event: Encodable {
        var kind: String
        var occurredAt: Instant
        var recordedAt: Instant
    }

    var incident: String
    var title: String
    var openedAt: Instant
    var occurredAt: Instant?
    var detectedAt: Instant?
    var awareAt: Instant?
    var investigation: Incident.Investigation
    var duties: [Duty]
    var timeline: [Event]

    init(_ report: IncidentReport, at now: Instant) {
        let incident = report.incident
        self.incident = incident.id.description
        title = report.title.exposed
        openedAt = incident.openedAt
        occurredAt = incident.occurredAt
        detectedAt = incident.detectedAt
        awareAt = incident.awareAt
        investigation = incident.investigation
        duties = incident.obligations.map { Duty($0, at: now) }
        timeline = incident.timeline.map {
            Event(kind: $0.kind.rawValue, occurredAt: $0.occurredAt, recordedAt: $0.recordedAt)
        }
    }

    var lines: [String] {
        var lines = ["incident \(incident): \(Printable.text(title))", "  \(investigation.rawValue), opened \(openedAt)"]
        if let occurredAt { lines.append("  occurred \(occurredAt)") }
        if let detectedAt { lines.append("  detected \(detectedAt)") }
        lines.append(awareAt.map { "  aware since \($0)" } ?? "  awareness is not recorded: no clock runs")
        lines += duties.map { "  " + $0.text }
        return lines + timeline.map { "  \($0.recordedAt)  \($0.kind)" }
    }
}
