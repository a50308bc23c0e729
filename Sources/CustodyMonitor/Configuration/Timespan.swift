/// A span of time as Sigma writes it: a whole number and `s`, `m`, `h` or `d`.
public struct Timespan: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// How many milliseconds.
    public let milliseconds: Int64

    private init(_ count: Int64, _ unit: Int64) { milliseconds = count * unit }

    /// So many seconds.
    public static func seconds(_ count: Int32) -> Timespan { Timespan(Int64(count), 1000) }
    /// So many minutes.
    public static func minutes(_ count: Int32) -> Timespan { Timespan(Int64(count), 60_000) }
    /// So many hours.
    public static func hours(_ count: Int32) -> Timespan { Timespan(Int64(count), 3_600_000) }
    /// So many days.
    public static func days(_ count: Int32) -> Timespan { Timespan(Int64(count), 86_400_000) }

    /// Reads `90s`, `15m`, `24h`, `30d`.
    ///
    /// - Throws: ``MonitorError`` with `malformedTimespan`.
    public init(_ text: String) throws(MonitorError) {
        let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let last = text.last, let unit = units[last], let count = Int32(text.dropLast()), count >= 0,
            text.first?.isNumber == true
        else {
            throw MonitorError(
                .malformedTimespan,
                "this is no span of time; write a whole number and s, m, h or d, such as 24h")
        }
        self.init(Int64(count), unit)
    }

    /// The shorter first.
    public static func < (left: Timespan, right: Timespan) -> Bool { left.milliseconds < right.milliseconds }

    /// In the largest unit that is exact.
    public var description: String {
        for (name, unit) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000)] as [(String, Int64)]
        where milliseconds.isMultiple(of: unit) && milliseconds > 0 { return "\(milliseconds / unit)\(name)" }
        return "\(milliseconds / 1000)s"
    }
}

extension Timespan: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws { try self.init(try decoder.singleValueContainer().decode(String.self)) }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
