/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64

    /// A point in time.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Earlier first.
    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// The instant so many milliseconds later; stays at the end of the range instead of trapping.
    public func adding(milliseconds: Int64) -> Instant {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        return Instant(milliseconds: overflow ? (milliseconds < 0 ? .min : .max) : sum)
    }

    /// The month of the instant in UTC as one number, `yyyymm`.
    public var month: UInt32 {
        let date = CivilDate(utc: self)
        return UInt32(clamping: date.year * 100 + date.month)
    }

    /// The day in UTC, counted from 1970-01-01, and the milliseconds since it began. In whole numbers throughout: far from
    /// 1970 a fraction of a day has not enough digits.
    package var dayAndTime: (day: Int64, time: Int64) {
        let (day, time) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        return time < 0 ? (day - 1, time + 86_400_000) : (day, time)
    }

    /// RFC 3339 in UTC with milliseconds, such as `2026-11-24T09:30:00.000Z`. RFC 3339 has four digits for the year, so that an
    /// instant outside the years 1 to 9999 is shown by its milliseconds.
    public var description: String {
        let (day, time) = dayAndTime
        guard CivilDate.days.contains(day) else { return "\(milliseconds) ms" }
        let date = CivilDate(daysSince1970: day)
        let parts = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60].map { Self.padded($0, 2) }
        return "\(date)T\(parts.joined(separator: ":")).\(Self.padded(time % 1000, 3))Z"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Reads RFC 3339, such as `2026-11-24T09:30:00Z` or `…+01:00`; a date alone is its first moment in UTC.
    /// Nil when the text is neither.
    public init?(_ text: String) {
        // Byte by byte: whole imports consist of such texts, and characters take several times as long.
        var rest = text.utf8[...]
        func digit() -> Int64? {
            guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            rest.removeFirst()
            return Int64(byte - UInt8(ascii: "0"))
        }
        func number(_ digits: Int) -> Int64? {
            var value: Int64 = 0
            for _ in 0..<digits {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }
        func skip(_ characters: StaticString) -> Bool {
            guard let first = rest.first, characters.withUTF8Buffer({ $0.contains(first) }) else { return false }
            rest.removeFirst()
            return true
        }
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var value = date.daysSince1970 * 86_400_000
        if !rest.isEmpty {
            guard skip("Tt "), let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2),
                hour < 24, minute < 60, second < 61
            else { return nil }
            value += ((hour * 60 + minute) * 60 + second) * 1000
            if skip(".") {
                guard let tenths = digit() else { return nil }
                value += tenths * 100 + (digit() ?? 0) * 10 + (digit() ?? 0)
                // What is finer than a millisecond is left out.
                while digit() != nil {}
            }
            if !skip("Zz") {
                let isBefore = rest.first == UInt8(ascii: "-")
                guard skip("+-"), let hours = number(2), skip(":"), let minutes = number(2),
                    hours < 24, minutes < 60
                else { return nil }
                value -= (isBefore ? -1 : 1) * (hours * 60 + minutes) * 60_000
            }
        }
        guard rest.isEmpty else { return nil }
        milliseconds = value
    }
}

extension Instant: Codable {
    /// Reads RFC 3339 text, or milliseconds where a number stands.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            milliseconds = number
        } else if let instant = Instant(try container.decode(String.self)) {
            self = instant
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a time such as 2026-11-24T09:30:00Z")
        }
    }

    /// Writes RFC 3339 text, or milliseconds where it has none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if CivilDate.days.contains(dayAndTime.day) {
            try container.encode(description)
        } else {
            try container.encode(milliseconds)
        }
    }
}
