import Custody

/// Entries of the audit log.
struct LogReport: Answer {
    var entries: [LogLine]

    var lines: [String] { entries.isEmpty ? ["the log has no such entry"] : entries.map(\.text) }
}

extension LogLine {
    /// The line for a person.
    var text: String {
        var parts = ["\(commit)", "\(time)", "\(place)", "\(action)"]
        if decision != .none { parts.append("\(decision)") }
        if let purpose { parts.append("for \(purpose)") }
        if let role { parts.append("as \(role)") }
        if !categories.isEmpty { parts.append("on " + categories.map(\.rawValue).joined(separator: ",")) }
        return parts.joined(separator: "  ")
    }
}
