import Custody

/// What the log tells about the people whom an incident concerns.
struct EvidenceAnswer: Answer {
    var evidence: HeldEvidence

    init(_ evidence: HeldEvidence) { self.evidence = evidence }

    var lines: [String] {
        var lines = [
            "\(evidence.people) people, \(evidence.entries) entries about them since it began, of \(evidence.records) records"
        ]
        if evidence.presumed > 0 { lines.append("  \(evidence.presumed) were erased before anybody said whom it concerns") }
        if evidence.unknown > 0 { lines.append("  about \(evidence.unknown) the log tells nothing any more") }
        if let period = evidence.period { lines.append("  from \(period.lowerBound) to \(period.upperBound)") }
        if !evidence.categories.isEmpty {
            lines.append("  categories: \(evidence.categories.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        if !evidence.purposes.isEmpty {
            lines.append("  purposes: \(evidence.purposes.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        return lines
    }

    func encode(to encoder: any Encoder) throws { try evidence.encode(to: encoder) }
}
