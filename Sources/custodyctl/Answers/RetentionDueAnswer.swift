import Custody

/// What is past its time.
struct RetentionDueAnswer: Answer {
    var due: [RetentionItem]

    init(_ due: [RetentionItem]) { self.due = due }

    var lines: [String] { due.isEmpty ? ["nothing is past its time"] : due.map(\.line) }
}

extension RetentionItem {
    /// The item on one line.
    var line: String {
        let why: String =
            switch cause {
            case .schema: "the schema's period"
            case .schedule(let key, let version, let trigger): "schedule \(key), version \(version), after \(trigger)"
            }
        let kept = keptBy.map { "; stays: \($0.reason)" } ?? ""
        return "\(dueAt)  \(name).\(field) of record \(record): \(treatment), \(why)\(kept)"
    }
}
