public import CustodyModel

/// The local time of a place: how far its clocks are ahead of UTC at an instant.
///
/// The rule is injected, so that the library carries no time zone database and needs no full Foundation. Whoever has one makes a
/// zone of a `TimeZone`; the Union's summer time needs none, see ``union(_:hours:)``.
public struct CivilZone: Sendable {
    /// The name, such as `Europe/Brussels`.
    public var name: String
    private let offset: @Sendable (Instant) -> Int64

    /// A zone from a rule.
    ///
    /// - Parameter secondsFromUTC: how many seconds the clocks are ahead of UTC at an instant.
    public init(_ name: String, secondsFromUTC: @escaping @Sendable (Instant) -> Int64) {
        self.name = name
        offset = secondsFromUTC
    }

    /// Coordinated universal time.
    public static let utc = CivilZone("UTC") { _ in 0 }

    /// A zone whose clocks are never changed.
    public static func fixed(_ name: String, hours: Int64, minutes: Int64 = 0) -> CivilZone {
        let seconds = hours * 3600 + (hours < 0 ? -minutes : minutes) * 60
        return CivilZone(name) { _ in seconds }
    }

    /// The zone of a place that keeps the Union's summer time: from 01:00 UTC on the last Sunday in March to 01:00 UTC on the
    /// last Sunday in October.
    ///
    /// Source: Directive 2000/84/EC Art. 2 and 3; the rule holds since 1996.
    ///
    /// - Parameter hours: how far the clocks are ahead of UTC in winter.
    public static func union(_ name: String, hours: Int64) -> CivilZone {
        CivilZone(name) { instant in
            let year = CivilDate(utc: instant).year
            let isSummer = lastSunday(in: 3, of: year) <= instant && instant < lastSunday(in: 10, of: year)
            return (hours + (isSummer ? 1 : 0)) * 3600
        }
    }

    /// The zone of Brussels and Luxembourg, where the Union's institutions sit.
    public static let brussels = union("Europe/Brussels", hours: 1)

    private static func lastSunday(in month: Int64, of year: Int64) -> Instant {
        guard let last = CivilDate(year: year, month: month, day: 31) else { return Instant(milliseconds: .max) }
        let sunday = last.daysSince1970 - Int64(last.weekday.rawValue % 7)
        return Instant(milliseconds: sunday * 86_400_000 + 3_600_000)
    }

    /// How many seconds the clocks there are ahead of UTC; a rule that says more than 18 hours is taken at 18.
    public func secondsFromUTC(at instant: Instant) -> Int64 { min(max(offset(instant), -64_800), 64_800) }

    func milliseconds(at instant: Instant) -> Int64 { secondsFromUTC(at: instant) * 1000 }

    /// The day there.
    public func day(at instant: Instant) -> CivilDate {
        CivilDate(utc: instant.adding(milliseconds: milliseconds(at: instant)))
    }

    /// When the day begins there.
    public func start(of day: CivilDate) -> Instant { instant(of: day, milliseconds: 0) }

    /// The last millisecond of the day there.
    public func end(of day: CivilDate) -> Instant {
        day.next > day ? start(of: day.next).adding(milliseconds: -1) : Instant(milliseconds: .max)
    }

    /// The instant at which the clocks there show so many milliseconds after midnight. Where they show it twice, the first; where
    /// they skip it, the instant at which they skip.
    func instant(of day: CivilDate, milliseconds: Int64) -> Instant {
        let local = Instant(milliseconds: day.daysSince1970 * 86_400_000 + milliseconds)
        // No place is more than 14 hours from UTC, so that these are the offsets before and after whatever change there is.
        let offsets = [-54_000_000, 54_000_000].map { self.milliseconds(at: local.adding(milliseconds: $0)) }
        let candidates = offsets.map { (instant: local.adding(milliseconds: -$0), offset: $0) }
        let valid = candidates.filter { self.milliseconds(at: $0.instant) == $0.offset }.map(\.instant)
        return valid.min() ?? change(between: candidates.map(\.instant)) ?? local
    }

    /// The first instant between these at which the clocks are not set as at the earliest of them any more; nil without any.
    private func change(between instants: [Instant]) -> Instant? {
        guard var before = instants.min()?.milliseconds, var after = instants.max()?.milliseconds else { return nil }
        let offset = milliseconds(at: Instant(milliseconds: before))
        while after - before > 1 {
            let middle = before + (after - before) / 2
            if milliseconds(at: Instant(milliseconds: middle)) == offset { before = middle } else { after = middle }
        }
        return Instant(milliseconds: after)
    }
}
