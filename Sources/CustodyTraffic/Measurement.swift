import CustodyModel
public import CustodyMonitor

/// What the rules make of traffic: which misuse they find, how soon, and how much they say about nothing.
public struct Measurement: Sendable {
    /// How often a misuse was done, how often it was found, and how soon.
    public struct Found: Sendable {
        /// How often it was done.
        public var done = 0
        /// How often it was found.
        public var found = 0
        /// How long that took each time, in minutes, from its beginning.
        public var minutes: [Double] = []
        /// By which rules, each time that one of them spoke.
        public var rules: [RuleID: Int] = [:]

        /// Which share was found; nil when it was never done.
        public var rate: Double? { done == 0 ? nil : Double(found) / Double(done) }
        /// How long it took in the median.
        public var median: Double? { minutes.isEmpty ? nil : minutes.sorted()[minutes.count / 2] }
    }

    /// For each misuse.
    public private(set) var misuses: [Misuse: Found] = [:]
    /// Alerts on traffic in which nothing is wrong, for each rule.
    public private(set) var clean: [RuleID: Int] = [:]
    /// How many days of actors that traffic has.
    public private(set) var cleanDays = 0
    /// How many events were looked at.
    public private(set) var events = 0

    /// Nothing measured yet.
    public init() {}

    /// Alerts on clean traffic for 1,000 days of an actor.
    public func alertsPerThousand(_ rule: RuleID? = nil) -> Double {
        let count = rule.map { clean[$0] ?? 0 } ?? clean.values.reduce(0, +)
        return cleanDays == 0 ? 0 : Double(count) * 1000 / Double(cleanDays)
    }

    /// Looks at clean traffic.
    public mutating func measureClean(_ traffic: Traffic, _ configuration: MonitorConfiguration = .standard) {
        for alert in run(traffic, configuration) { clean[alert.rule, default: 0] += 1 }
        cleanDays += traffic.actorDays
    }

    /// Looks at traffic with misuse in it.
    public mutating func measureMisuse(_ traffic: Traffic, _ configuration: MonitorConfiguration = .standard) {
        let alerts = run(traffic, configuration)
        for done in traffic.cases {
            let about = alerts.filter { alert in
                let isAbout = done.misuse == .probedSubject ? alert.subject == done.subject : alert.actor == done.actor
                return isAbout && alert.at >= done.from && alert.at < done.to
            }
            misuses[done.misuse, default: Found()].done += 1
            guard let first = about.first else { continue }
            misuses[done.misuse, default: Found()].found += 1
            let minutes = Double(first.at.milliseconds - done.from.milliseconds) / 60_000
            misuses[done.misuse, default: Found()].minutes.append(minutes)
            for rule in Set(about.map(\.rule)) { misuses[done.misuse, default: Found()].rules[rule, default: 0] += 1 }
        }
    }

    private mutating func run(_ traffic: Traffic, _ configuration: MonitorConfiguration) -> [MonitorAlert] {
        var (traffic, engine) = (traffic, MonitorEngine(configuration))
        var (alerts, count) = ([MonitorAlert](), 0)
        traffic.run { event in
            alerts += engine.ingest(event)
            count += 1
        }
        events += count
        return alerts.filter { !$0.isShadow }
    }
}
