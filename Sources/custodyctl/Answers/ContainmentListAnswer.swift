import Custody

/// What open incidents hold back.
struct ContainmentListAnswer: Answer {
    /// One measure.
    struct Line: Encodable {
        var incident: String
        /// By which it is released.
        var measure: Int
        var does: String
        /// Who is suspended, where somebody is.
        var principal: String?
    }

    var measures: [Line]

    init(_ list: [Custodian.ContainmentInForce]) {
        measures = list.map { line in
            var principal: String?
            if case .suspendPrincipal(let name) = line.act { principal = name.rawValue }
            return Line(
                incident: line.incident.description, measure: line.place, does: line.act.description, principal: principal)
        }
    }

    var lines: [String] {
        guard !measures.isEmpty else { return ["nothing is held back"] }
        return measures.map { line in
            "\(line.incident)  \(line.measure)  \(line.does)" + (line.principal.map { " (\(Printable.text($0)))" } ?? "")
        }
    }
}
