import Custody

/// The incidents, oldest first.
struct IncidentListAnswer: Answer {
    var incidents: [IncidentAnswer]

    var lines: [String] {
        guard !incidents.isEmpty else { return ["there is no incident"] }
        return incidents.flatMap { incident in
            [
                "\(incident.incident)  \(incident.investigation.rawValue)  \(incident.openedAt)  \(Printable.text(incident.title))"
            ]
                + incident.duties.filter { $0.remainingSeconds != nil }.map { "  " + $0.text }
        }
    }
}
