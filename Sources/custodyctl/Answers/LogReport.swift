import Custody

/// Entries of the audit log.
struct LogReport: Answer {
    var entries: [LogLine]

    var lines: [String] {
        guard !entries.isEmpty else { return ["the log has no such entry"] }
        return entries.map { entry in
            var parts = ["\(entry.commit)", "\(entry.time)", "\(entry.place)", entry.action]
            if entry.decision != "none" { parts.append(entry.decision) }
            if let purpose = entry.purpose { parts.append("for \(purpose)") }
            if let role = entry.role { parts.append("as \(role)") }
            if !entry.categories.isEmpty { parts.append("on " + entry.categories.map(\.rawValue).joined(separator: ",")) }
            return parts.joined(separator: "  ")
        }
    }
}
