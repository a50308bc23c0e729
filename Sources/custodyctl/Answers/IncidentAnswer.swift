import Custody
import CustodyLaw

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
            case .waiting: state = "waiting"
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
                switch state {
                case "undated": return "\(duty): owed, without undue delay"
                case "notAssessed": return "\(duty): owed or not: the breach is not assessed"
                case "waiting": return "\(duty): owed; its period has not started"
                default: return "\(duty): \(state)"
                }
            }
            let span = Span.text(abs(remainingSeconds))
            let text = "\(duty): due \(due), " + (isOverdue ? "OVERDUE by \(span)" : "\(span) remaining")
            let remark = state == "notAssessed" ? " (unless a risk is unlikely: the breach is not assessed)" : ""
            return (isOverdue ? Style.red.applied(to: text) : text) + remark
        }
    }

    /// When a duty would be due.
    struct Provisional: Encodable {
        var duty: String
        var due: Instant
    }

    /// One line of the timeline.
    struct Event: Encodable {
        var kind: String
        var occurredAt: String?
        var recordedAt: Instant
        var supersededBy: UInt64?
    }

    var incident: String
    var title: String
    var openedAt: Instant
    var role: String
    var occurredAt: String?
    var detectedAt: String?
    var awareAt: String?
    var investigation: Investigation
    var determination: Determination
    /// The risk that a person decided on, or `noPersonalData`; nil while nobody did.
    var breach: String?
    /// How many people, as far as it is known.
    var people: String
    /// What is held back because of it.
    var heldBack: Int
    /// Whether it only rehearses.
    var isDrill: Bool
    /// What there is to do.
    var tasksOpen: Int
    /// How many notices were sent.
    var noticesSent: Int
    /// When duties would be due if we had been aware when it was noticed; empty once somebody decided.
    var provisional: [Provisional]
    /// What somebody must look at now.
    var findings: [String]
    var duties: [Duty]
    var timeline: [Event]

    init(_ report: IncidentReport, at now: Instant) {
        let incident = report.incident
        self.incident = incident.id.description
        title = report.title.exposed
        openedAt = incident.openedAt
        role = incident.role.rawValue
        occurredAt = incident.occurred?.description
        detectedAt = incident.detected?.description
        awareAt = incident.awareness?.at.description
        investigation = incident.investigation
        determination = incident.determination
        breach = incident.breach == .noPersonalData ? "noPersonalData" : incident.breach.risk?.rawValue
        people = incident.facts.people.description
        heldBack = incident.containments.count(where: \.isInForce)
        isDrill = incident.isDrill
        tasksOpen = incident.response.tasks.count { $0.outcome == nil }
        noticesSent = incident.sent.count
        provisional = incident.provisionalDeadlines(under: .standard).compactMap { deadline in
            deadline.due.map { Provisional(duty: deadline.duty.id.rawValue, due: $0) }
        }
        findings = incident.findings(at: now).map(\.description)
        duties = incident.obligations.map { Duty($0, at: now) }
        timeline = incident.timeline.map {
            Event(
                kind: $0.kind.rawValue, occurredAt: $0.occurredAt?.description, recordedAt: $0.recordedAt,
                supersededBy: $0.supersededBy)
        }
    }

    var lines: [String] {
        var lines = [
            "incident \(incident): \(Printable.text(title))" + (isDrill ? " (DRILL)" : ""),
            "  \(investigation.rawValue), \(determination.rawValue), as \(role), opened \(openedAt)",
        ]
        if let occurredAt { lines.append("  occurred \(occurredAt)") }
        if let detectedAt { lines.append("  detected \(detectedAt)") }
        lines.append(awareAt.map { "  aware since \($0)" } ?? "  awareness is not recorded: no clock runs")
        if let breach { lines.append("  breach: \(breach), people: \(people)") }
        if heldBack > 0 { lines.append("  holds back: \(heldBack)") }
        if tasksOpen > 0 { lines.append("  tasks open: \(tasksOpen)") }
        if noticesSent > 0 { lines.append("  notices sent: \(noticesSent)") }
        lines += provisional.map { "  if aware since it was noticed, \($0.duty) would be due \($0.due)" }
        lines += duties.map { "  " + $0.text }
        lines += findings.map { "  " + Style.red.applied(to: $0) }
        return lines + timeline.map { "  \($0.recordedAt)  \($0.kind)" }
    }
}
