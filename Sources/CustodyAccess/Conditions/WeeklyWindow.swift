public import CustodyModel

/// Hours that come back every week, such as Monday to Friday from 08:00 to 18:00.
///
/// A window that ends no later than it starts runs into the next day. The offset from UTC is fixed: a place with summer time
/// needs a window for each half of the year, or a fact of the host.
public struct WeeklyWindow: Hashable, Sendable, CustomStringConvertible {
    /// A day of the week.
    public enum Day: String, Hashable, Sendable, Codable, CaseIterable {
        /// Monday.
        case mon
        /// Tuesday.
        case tue
        /// Wednesday.
        case wed
        /// Thursday.
        case thu
        /// Friday.
        case fri
        /// Saturday.
        case sat
        /// Sunday.
        case sun
    }

    /// On which days it starts.
    public var days: [Day]
    /// When it starts, in minutes after midnight.
    public var from: Int
    /// When it ends, in minutes after midnight; at that minute it is over.
    public var until: Int
    /// How many minutes the place is ahead of UTC.
    public var utcOffset: Int

    /// A window from its parts.
    public init(_ days: [Day], from: Int, until: Int, utcOffset: Int = 0) {
        self.days = days
        self.from = from
        self.until = until
        self.utcOffset = utcOffset
    }

    private static let day: Int64 = 86_400_000

    private var length: Int64 { Int64(until > from ? until - from : until - from + 1440) * 60_000 }

    /// Whether its numbers are minutes of a day and an offset that there is.
    private var isReckonable: Bool {
        (0..<1440).contains(from) && (0...1440).contains(until) && (-840...840).contains(utcOffset)
    }

    /// The starts of the window on the local days from the one before `instant` to eight days after it; none off the calendar, and
    /// none of a window that means nothing.
    private func starts(around instant: Instant) -> [Int64] {
        guard instant.isOnCalendar, isReckonable else { return [] }
        let offset = Int64(utcOffset) * 60_000
        let today = instant.adding(milliseconds: offset).dayNumber
        return (today - 1...today + 8).compactMap { number in
            // 1970-01-01 was a Thursday.
            let weekday = Int(((number + 3) % 7 + 7) % 7)
            guard days.contains(Day.allCases[weekday]) else { return nil }
            return number * Self.day + Int64(from) * 60_000 - offset
        }
    }

    /// Whether the instant lies in the window.
    public func contains(_ instant: Instant) -> Bool {
        starts(around: instant).contains { $0 <= instant.milliseconds && instant.milliseconds < $0 + length }
    }

    /// The next instant after this one at which a window starts or ends; nil when none does within eight days.
    func nextEdge(after instant: Instant) -> Instant? {
        starts(around: instant).flatMap { [$0, $0 + length] }.filter { $0 > instant.milliseconds }.min()
            .map(Instant.init(milliseconds:))
    }

    /// What is wrong with it; nil when nothing is.
    var fault: String? {
        if days.isEmpty { return "it names no day" }
        if Set(days).count < days.count { return "it names a day twice" }
        if !(0..<1440).contains(from) || !(0...1440).contains(until) || from == until {
            return "its hours are not two different times between 00:00 and 24:00"
        }
        if !(-840...840).contains(utcOffset) { return "its offset is more than 14 hours" }
        return nil
    }

    /// `mon, tue 08:00–18:00 (UTC+60 min)`
    public var description: String {
        "\(days.map(\.rawValue).joined(separator: ", ")) \(Self.text(from))–\(Self.text(until)) (UTC+\(utcOffset) min)"
    }

    private static func text(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return two(minutes / 60) + ":" + two(minutes % 60)
    }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), minutes < 60, hours * 60 + minutes <= 1440
        else { return nil }
        return hours * 60 + minutes
    }
}

extension WeeklyWindow: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case days, from, until, utcOffset
    }

    /// Reads `{"days": ["mon"], "from": "08:00", "until": "18:00", "utcOffset": 60}`.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func time(_ key: CodingKeys) throws -> Int {
            guard let minutes = Self.minutes(try container.decode(String.self, forKey: key)) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "expected a time such as 08:00")
            }
            return minutes
        }
        self.init(
            try container.decode([Day].self, forKey: .days), from: try time(.from), until: try time(.until),
            utcOffset: try container.decodeIfPresent(Int.self, forKey: .utcOffset) ?? 0)
    }

    /// Writes the same; an offset of zero is left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(days, forKey: .days)
        try container.encode(Self.text(from), forKey: .from)
        try container.encode(Self.text(until), forKey: .until)
        if utcOffset != 0 { try container.encode(utcOffset, forKey: .utcOffset) }
    }
}

extension Instant {
    /// The days since 1970-01-01 in UTC, rounded down.
    fileprivate var dayNumber: Int64 {
        let (day, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        return rest < 0 ? day - 1 : day
    }

    /// Whether a calendar has its day in UTC, in one of the years 1 to 9999. Far beyond, no day and no hour can be reckoned.
    var isOnCalendar: Bool { CivilDate(daysSince1970: dayNumber).daysSince1970 == dayNumber }
}
