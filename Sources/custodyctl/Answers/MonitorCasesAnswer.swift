import Custody

/// The cases of the monitoring.
struct MonitorCasesAnswer: Answer {
    var cases: [MonitorCase]
    var suppressions: [AlertSuppression]
    var suppressed: UInt64
    var shadowed: UInt64

    init(_ book: AlertBook, all: Bool) {
        cases = book.cases.filter { all || $0.acknowledgement == nil }
        (suppressions, suppressed, shadowed) = (book.suppressions, book.suppressed, book.shadowed)
    }

    var lines: [String] {
        let cases = cases.map { found in
            let rules = Set(found.alerts.map(\.rule)).sorted().map(\.description).joined(separator: ", ")
            let state = found.acknowledgement.map { ", looked at \($0.at): \(Printable.text($0.note))" } ?? ""
            let incident = found.incident.map { ", incident \($0)" } ?? ""
            return
                "case \(found.number)  \(found.openedAt)  \(found.level.rawValue)  score \(found.score)  \(rules)\(incident)\(state)"
        }
        let quiet = suppressions.map { suppression in
            let rule = suppression.rule.map { "\($0)" } ?? "every rule"
            let whom = suppression.actor == nil ? "" : " about one principal"
            return "suppressed until \(suppression.until): \(rule)\(whom): \(Printable.text(suppression.reason))"
        }
        return (cases.isEmpty ? ["no case"] : cases) + quiet + [
            "alerts nobody was told of: \(suppressed) suppressed, \(shadowed) in shadow"
        ]
    }
}
