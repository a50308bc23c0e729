import Custody

/// What the rules look for.
struct MonitorRulesAnswer: Answer {
    var configuration: MonitorConfiguration

    func encode(to encoder: any Encoder) throws { try configuration.encode(to: encoder) }

    var lines: [String] {
        configuration.rules.map { rule in
            let conditions = rule.correlations.map { part in
                let condition = part.condition
                let compared = condition.gte.map { "≥ \($0)" } ?? condition.lte.map { "≤ \($0)" } ?? ""
                return "\(condition.field) \(compared) in \(part.timespan)"
            }
            return
                "\(rule.name)  \(rule.level.rawValue)  \(rule.mode.rawValue)  \(rule.title): \(conditions.joined(separator: "; "))"
        }
    }
}
