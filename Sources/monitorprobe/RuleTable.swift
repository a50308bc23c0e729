import CustodyMonitor
import CustodyTraffic

/// The tables of the handbook.
enum RuleTable {
    static func print(seeds: ClosedRange<UInt64>) {
        var measurement = Measurement()
        let each = Dictionary(uniqueKeysWithValues: Misuse.allCases.map { ($0, 8) })
        for seed in seeds {
            measurement.measureClean(Traffic(seed: seed))
            measurement.measureMisuse(Traffic(seed: seed &+ 1_000_000, misuses: each))
        }
        Swift.print("Seeds \(seeds.lowerBound) to \(seeds.upperBound), \(measurement.events) events.\n")
        Swift.print("| misuse | done | found | rate | median time to the first alert | rules that spoke |")
        Swift.print("| --- | --: | --: | --: | --: | --- |")
        for misuse in Misuse.allCases {
            guard let found = measurement.misuses[misuse], let rate = found.rate else { continue }
            let rules = found.rules.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4)
                .map { "R\($0.key.rawValue) \(percent(Double($0.value) / Double(found.done)))" }
            Swift.print(
                "| \(misuse.rawValue) | \(found.done) | \(found.found) | \(percent(rate)) | \(found.median.map(span) ?? "–") | "
                    + "\(rules.joined(separator: ", ")) |")
        }
        Swift.print("\n| rule | alerts per 1,000 actor-days of clean traffic |")
        Swift.print("| --- | --: |")
        for rule in RuleID.allCases {
            Swift.print("| \(rule) | \(decimals(measurement.alertsPerThousand(rule))) |")
        }
        Swift.print("| all | \(decimals(measurement.alertsPerThousand())) |")
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
    private static func decimals(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
    private static func span(_ minutes: Double) -> String {
        minutes >= 2880 ? "\((minutes / 144).rounded() / 10) days" : "\(minutes.rounded()) min"
    }
}
