#if Service
    import Metrics

    /// What is counted and measured of the chores and the other parts of a service. Each is there from the start, so that the first failure is
    /// seen as one more than none.
    struct ServiceMeters: Sendable {
        /// What makes metrics.
        let factory: any MetricsFactory
        private let failures: [String: Counter]
        private let durations: [String: Timer]
        private let amounts: [String: Gauge]

        init(_ factory: any MetricsFactory, chores: [String]) {
            self.factory = factory
            let parts = chores + ["monitor", "log", "unrecorded", "anchor", "close"]
            failures = Self.each(of: parts) {
                Counter(label: "custody.failures", dimensions: [("part", $0)], factory: factory)
            }
            durations = Self.each(of: chores) {
                Timer(label: "custody.chore.duration", dimensions: [("chore", $0)], factory: factory)
            }
            amounts = Self.each(of: chores) {
                Gauge(label: "custody.chore.amount", dimensions: [("chore", $0)], factory: factory)
            }
        }

        private static func each<Metric>(of names: [String], _ make: (String) -> Metric) -> [String: Metric] {
            Dictionary(names.map { ($0, make($0)) }) { first, _ in first }
        }

        func failed(_ part: String) { failures[part]?.increment() }
        func record(_ duration: Duration, of chore: String) { durations[chore]?.record(duration: duration) }
        func record(_ amount: Int, of chore: String) { amounts[chore]?.record(amount) }
    }
#endif
