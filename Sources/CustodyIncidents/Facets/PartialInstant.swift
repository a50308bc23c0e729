public import CustodyLaw
public import CustodyModel

/// When something happened, as precisely as it is known: an instant, a day, a month, a year, or somewhere in a range.
///
/// What is not known at all is nil where this type is asked for. It is never filled in with the time of asking. Where a period
/// is counted from it, the earliest instant counts; where something must have been in time, the latest.
public struct PartialInstant: Hashable, Sendable {
    /// How precisely it is known.
    public enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
        /// To the millisecond.
        case instant
        /// Some time of a day.
        case day
        /// Some time of a month.
        case month
        /// Some time of a year.
        case year
        /// Some time between two instants.
        case range
    }

    /// It was not before this.
    public let earliest: Instant
    /// It was not after this.
    public let latest: Instant
    /// How precisely it is known.
    public let precision: Precision

    private init(_ earliest: Instant, _ latest: Instant, _ precision: Precision) {
        self.earliest = earliest
        self.latest = latest
        self.precision = precision
    }

    /// Exactly then.
    public init(_ instant: Instant) { self.init(instant, instant, .instant) }

    /// Some time from one instant to another; nil when the second comes first.
    public init?(from earliest: Instant, to latest: Instant) {
        guard earliest <= latest else { return nil }
        self.init(earliest, latest, .range)
    }

    /// Some time of a day, by the clocks of a place.
    public static func on(_ day: CivilDate, in zone: CivilZone) -> PartialInstant {
        PartialInstant(zone.start(of: day), zone.end(of: day), .day)
    }

    /// Some time of a month, by the clocks of a place; nil when there is no such month.
    public static func during(month: Int64, of year: Int64, in zone: CivilZone) -> PartialInstant? {
        guard let first = CivilDate(year: year, month: month, day: 1),
            let last = CivilDate(year: year, month: month, day: CivilDate.days(inMonth: month, of: year))
        else { return nil }
        return PartialInstant(zone.start(of: first), zone.end(of: last), .month)
    }

    /// Some time of a year, by the clocks of a place; nil when there is no such year.
    public static func during(year: Int64, in zone: CivilZone) -> PartialInstant? {
        guard let first = CivilDate(year: year, month: 1, day: 1), let last = CivilDate(year: year, month: 12, day: 31) else {
            return nil
        }
        return PartialInstant(zone.start(of: first), zone.end(of: last), .year)
    }

    /// Whether it was before the other, whatever the two turn out to be.
    public func isCertainly(before other: PartialInstant) -> Bool { latest < other.earliest }

    /// Whether it lies after the instant, whatever it turns out to be.
    public func isCertainly(after instant: Instant) -> Bool { earliest > instant }
}

extension PartialInstant: CustomStringConvertible {
    /// The instant, or the first and the last that it can be.
    public var description: String { precision == .instant ? "\(earliest)" : "\(earliest) to \(latest)" }
}

extension PartialInstant: Codable {
    private enum CodingKeys: String, CodingKey {
        case earliest = "e"
        case latest = "l"
        case precision = "p"
    }

    /// Reads what was written; a range that ends before it begins is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let earliest = try container.decode(Instant.self, forKey: .earliest)
        let latest = try container.decodeIfPresent(Instant.self, forKey: .latest) ?? earliest
        guard earliest <= latest else {
            throw DecodingError.dataCorruptedError(
                forKey: .latest, in: container, debugDescription: "a range ends before it begins")
        }
        self.init(earliest, latest, try container.decodeIfPresent(Precision.self, forKey: .precision) ?? .instant)
    }

    /// Writes an instant once, and everything else with its two ends.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(earliest, forKey: .earliest)
        guard precision != .instant else { return }
        try container.encode(latest, forKey: .latest)
        try container.encode(precision, forKey: .precision)
    }
}
