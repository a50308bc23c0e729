import Custody

/// Who has to be told of data that came from somebody else, and what people are not told.
struct InformationDutiesAnswer: Answer {
    /// One duty.
    struct Duty: Encodable {
        var subject: String
        var record: String
        var obtained: Instant
        var due: Instant?
    }

    var duties: [Duty]
    var findings: [String]

    init(_ duties: [(InformationDuty, Instant?)], _ findings: [InformationFinding]) {
        self.duties = duties.map {
            Duty(subject: $0.subject.description, record: $0.name.rawValue, obtained: $0.obtained, due: $1)
        }
        self.findings = findings.map(\.description)
    }

    var lines: [String] {
        let due = duties.map { duty in
            "tell \(duty.subject) of '\(duty.record)', obtained \(duty.obtained)"
                + (duty.due.map { ", by \($0)" } ?? "")
        }
        return (due.isEmpty ? ["nobody has to be told"] : due) + findings
    }
}
