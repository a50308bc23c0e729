import CustodyModel

/// Counts of events by time: one list for each name, a count for each step.
public struct TimeSeries: Hashable, Sendable, Encodable {
    /// The first day of each step.
    public let steps: [String]
    /// How many days a step has.
    public let stepDays: Int
    /// The names.
    public let names: [String]
    /// The counts, name by name.
    public let counts: [[Int]]

    /// A series of counts by day.
    ///
    /// - Parameters:
    ///   - days: by name, the counts by day since 1970.
    ///   - limit: at most so many steps: days, weeks that begin on Monday, or as many weeks together as it takes.
    public init(days: [String: [Int64: Int]], limit: Int = 53) {
        names = days.keys.sorted()
        let all = days.values.flatMap(\.keys)
        guard let first = all.min(), let last = all.max() else {
            (steps, stepDays, counts) = ([], 1, names.map { _ in [] })
            return
        }
        let span = last - first + 1
        let stepDays = span <= Int64(limit) ? 1 : (span / 7 / Int64(max(1, limit - 1)) + 1) * 7
        // 1970-01-01 was a Thursday.
        let start = stepDays == 1 ? first : first - (((first + 3) % 7) + 7) % 7
        let count = Int((last - start) / stepDays) + 1
        steps = (0..<count).map { CivilDate(daysSince1970: start + Int64($0) * stepDays).description }
        self.stepDays = Int(stepDays)
        counts = names.map { name in
            var counts = [Int](repeating: 0, count: count)
            for (day, value) in days[name] ?? [:] { counts[Int((day - start) / stepDays)] += value }
            return counts
        }
    }

    /// The sum of each step.
    public var sums: [Int] { steps.indices.map { step in counts.reduce(0) { $0 + $1[step] } } }

    /// The counts as a table of people, in which small ones are hidden.
    public var suppressed: SuppressedTable {
        SuppressedTable(
            rows: steps, columns: names, counts: steps.indices.map { step in counts.map { $0[step] } })
    }
}
