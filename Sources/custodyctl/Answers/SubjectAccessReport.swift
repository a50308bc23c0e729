import Custody

/// What a person gets who asks who looked at their data.
struct SubjectAccessReport: Answer {
    var log: SubjectAccessLog

    var lines: [String] {
        ["drawn up at \(log.drawnUpAt)"]
            + log.accesses.map { access in
                var parts = ["\(access.time)", "\(access.action)"]
                if access.decision != .none { parts.append("\(access.decision)") }
                if let purpose = access.purpose { parts.append("for \(purpose)") }
                if let role = access.role { parts.append("as \(role)") }
                if !access.categories.isEmpty { parts.append("on " + access.categories.map(\.rawValue).joined(separator: ",")) }
                if let actor = access.actor { parts.append("by \(Printable.text(actor.rawValue))") }
                return parts.joined(separator: "  ")
            }
    }

    func encode(to encoder: any Encoder) throws { try log.encode(to: encoder) }
}
