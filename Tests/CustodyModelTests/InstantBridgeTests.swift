import CustodyModel
import Foundation
import Testing

@Suite("Instants beside the dates of Foundation and the durations of the standard library")
struct InstantBridgeTests {
    private static let calendar: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    @Test("Every instant of the calendar comes back from its date as itself")
    func dates() {
        let dice = Dice()
        let edges: [Int64] = [
            0, -1, 1, 999, -999, 978_307_200_000, 978_307_200_001, Self.calendar.lowerBound, Self.calendar.upperBound,
        ]
        let drawn = (0..<5000).map { _ in
            Self.calendar.lowerBound + Int64(dice.source.number() % UInt64(Self.calendar.count))
        }
        for milliseconds in edges + drawn {
            let instant = Instant(milliseconds: milliseconds)
            #expect(Instant(Date(instant)) == instant, "CUSTODY_SEED=\(dice.seed)")
        }
        #expect(Date(Instant(milliseconds: 1500)) == Date(timeIntervalSince1970: 1.5))
    }

    @Test(
        "A date between two milliseconds is the nearer one",
        arguments: [(0.0004, 0), (0.0006, 1), (-0.0004, 0), (-0.0006, -1), (1.9996, 2000), (-1.9996, -2000)])
    func nearest(_ seconds: Double, _ milliseconds: Int64) {
        #expect(Instant(Date(timeIntervalSince1970: seconds)) == Instant(milliseconds: milliseconds))
    }

    @Test("A date that no instant can hold is none")
    func none() {
        for seconds: Double in [.nan, .signalingNaN, .infinity, -.infinity, 1e300, -1e300, 9.3e15, -9.3e15] {
            #expect(Instant(Date(timeIntervalSince1970: seconds)) == nil, "\(seconds)")
        }
    }

    @Test("The dates that stand for never are instants, in their order")
    func distant() throws {
        let (past, future) = (try #require(Instant(Date.distantPast)), try #require(Instant(Date.distantFuture)))
        #expect(past < Instant(milliseconds: 0) && Instant(milliseconds: 0) < future)
        // Also what no calendar has becomes some date.
        #expect(Date(Instant(milliseconds: .min)) < Date(Instant(milliseconds: .max)))
    }

    @Test("Between any two instants lies one duration, and it leads from each to the other")
    func between() {
        let dice = Dice()
        let edges: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        var pairs: [(Int64, Int64)] = (0..<5000).map { _ in (dice.integer(), dice.integer()) }
        for left in edges { pairs += edges.map { (left, $0) } }
        for (left, right) in pairs {
            let (first, second) = (Instant(milliseconds: left), Instant(milliseconds: right))
            let duration = second - first
            #expect(first + duration == second, "CUSTODY_SEED=\(dice.seed)")
            #expect(second - duration == first, "CUSTODY_SEED=\(dice.seed)")
            #expect(first.advanced(by: first.duration(to: second)) == second, "CUSTODY_SEED=\(dice.seed)")
            #expect(first - second == Duration.zero - duration, "CUSTODY_SEED=\(dice.seed)")
            #expect((duration < Duration.zero) == (second < first), "CUSTODY_SEED=\(dice.seed)")
        }
    }

    @Test("A duration that is added and taken off again leads back, whatever stands behind its milliseconds")
    func back() {
        let dice = Dice()
        for _ in 0..<5000 {
            let instant = Instant(milliseconds: dice.integer() / 4)
            let duration = Duration(attoseconds: Int128(dice.integer()) * 1_000_003)
            #expect(instant + duration - duration == instant, "CUSTODY_SEED=\(dice.seed)")
        }
    }

    @Test("What is added counts in whole milliseconds")
    func whole() {
        let now = Instant(milliseconds: 5)
        let durations: [(Duration, Int64)] = [
            (.microseconds(999), 0), (.microseconds(-999), 0), (.microseconds(1999), 1), (.microseconds(-1999), -1),
            (.seconds(2), 2000), (.zero, 0),
        ]
        for (duration, milliseconds) in durations {
            #expect(now + duration == now.adding(milliseconds: milliseconds))
            #expect(now - duration == now.adding(milliseconds: -milliseconds))
            var moved = now
            moved += duration
            #expect(moved == now + duration)
            moved -= duration
            #expect(moved == now)
        }
    }

    @Test("No duration leads beyond the range, and none stops the process")
    func range() {
        let (start, end) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
        let (longest, shortest) = (Duration(attoseconds: .max), Duration(attoseconds: .min))
        for instant in [start, Instant(milliseconds: 0), end] {
            #expect(instant + longest == end && instant - longest == start)
            #expect(instant + shortest == start && instant - shortest == end)
        }
        #expect(end + Duration.milliseconds(1) == end && start - Duration.milliseconds(1) == start)
    }
}
