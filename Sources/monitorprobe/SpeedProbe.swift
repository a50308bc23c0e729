import CustodyMonitor
import CustodyTraffic

/// How many events a second pass through every rule, on one core.
enum SpeedProbe {
    static func run() {
        var traffic = Traffic(seed: 1)
        var events: [MonitorEvent] = []
        traffic.run { events.append($0) }
        var rates: [Double] = []
        for _ in 0..<5 {
            var engine = MonitorEngine()
            var alerts = 0
            let clock = ContinuousClock()
            let elapsed = clock.measure { for event in events { alerts += engine.ingest(event).count } }
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
            rates.append(Double(events.count) / seconds)
            print("\(events.count) events in \(elapsed), \(alerts) alerts")
        }
        print("median \(Int(rates.sorted()[2])) events/s through \(RuleID.allCases.count) rules")
    }
}
