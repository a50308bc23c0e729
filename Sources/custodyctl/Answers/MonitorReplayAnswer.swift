import Custody

/// What the rules would find in the log.
struct MonitorReplayAnswer: Answer {
    var events: Int
    var alerts: [MonitorAlert]
    var state: String

    init(_ replay: MonitorReplay) {
        (events, alerts) = (replay.events, replay.alerts)
        state = String(replay.stateHash, radix: 16)
    }

    var lines: [String] {
        let counts = RuleID.allCases.compactMap { rule in
            let count = alerts.count { $0.rule == rule }
            return count == 0 ? nil : "\(rule): \(count)"
        }
        let told = alerts.map { "\($0.at) \($0.level.rawValue) \($0.rule)" + ($0.isShadow ? " (shadow)" : "") }
        return told + ["\(events) events, \(alerts.count) alerts"] + counts + ["state \(state)"]
    }
}
