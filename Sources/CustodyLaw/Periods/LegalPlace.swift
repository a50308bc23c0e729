/// Where a duty is owed: the local time and the days off.
public struct LegalPlace: Sendable {
    /// The local time.
    public var zone: CivilZone
    /// The days off.
    public var calendar: HolidayCalendar

    /// A place from its parts.
    public init(zone: CivilZone, calendar: HolidayCalendar = .weekends) {
        self.zone = zone
        self.calendar = calendar
    }

    /// Brussels time and the holidays of the Union's institutions there.
    public static let unionInstitutions = LegalPlace(zone: .brussels, calendar: .unionInstitutions())
}
