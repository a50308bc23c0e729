import CustodyMonitor
import CustodyTraffic
import Testing

/// A small part of what `monitorprobe table` measures; the handbook has the whole. The seeds are none of those that the thresholds were
/// found on.
@Suite("Misuse is found in traffic that the rules have not seen, and little else is")
struct ScenarioTests {
    private static let measurement: Measurement = {
        var measurement = Measurement()
        measurement.measureClean(Traffic(seed: 901, actors: 40, days: 56))
        for seed in 902...903 as ClosedRange<UInt64> {
            let each = Dictionary(uniqueKeysWithValues: Misuse.allCases.map { ($0, 4) })
            measurement.measureMisuse(Traffic(seed: seed, actors: 40, days: 56, misuses: each))
        }
        return measurement
    }()

    @Test("Clean traffic makes at most five alerts in 1,000 days of an actor")
    func clean() {
        let rate = Self.measurement.alertsPerThousand()
        #expect(rate <= 5, "\(rate): \(Self.measurement.clean)")
    }

    @Test(
        "Each misuse is found as often as is promised, less what chance takes of eight",
        arguments: zip(Misuse.allCases, [8, 4, 6, 5, 5, 7, 7, 7, 7]))
    func found(misuse: Misuse, least: Int) {
        let found = Self.measurement.misuses[misuse]
        #expect(found?.done == 8 && found.map { $0.found >= least } == true, "\(misuse): \(found?.found ?? 0) of 8")
    }
}
