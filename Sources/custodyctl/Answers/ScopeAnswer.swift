import Custody

/// What the log tells about the people whom an incident concerns.
struct ScopeAnswer: Answer {
    var scope: IncidentScope

    init(_ scope: IncidentScope) { self.scope = scope }

    var lines: [String] {
        var lines = ["\(scope.people) people, \(scope.entries) entries about them since it began, of \(scope.records) records"]
        if scope.presumed > 0 { lines.append("  \(scope.presumed) were erased before anybody said whom it concerns") }
        if scope.unknown > 0 { lines.append("  about \(scope.unknown) the log tells nothing any more") }
        if let period = scope.period { lines.append("  from \(period.lowerBound) to \(period.upperBound)") }
        if !scope.categories.isEmpty {
            lines.append("  categories: \(scope.categories.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        if !scope.purposes.isEmpty {
            lines.append("  purposes: \(scope.purposes.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        return lines
    }

    func encode(to encoder: any Encoder) throws { try scope.encode(to: encoder) }
}
