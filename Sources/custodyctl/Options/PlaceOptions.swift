import ArgumentParser
import Custody
import CustodyLaw

#if canImport(FoundationEssentials)
    import FoundationEssentials
    // The named zones; no other file of the tool needs it, and no module of the library does.
    import FoundationInternationalization
#else
    import Foundation
#endif

/// Where a duty is owed.
struct PlaceOptions: ParsableArguments {
    /// A calendar that ships with the library.
    enum Calendar: String, ExpressibleByArgument, CaseIterable {
        case weekends
        case brussels = "eu-brussels"
        case luxembourg = "eu-luxembourg"

        var days: HolidayCalendar {
            switch self {
            case .weekends: .weekends
            case .brussels: .unionInstitutions(.brussels)
            case .luxembourg: .unionInstitutions(.luxembourg)
            }
        }
    }

    @Option(help: .zone)
    var zone: String?

    @Option(help: .calendar)
    var calendar: Calendar = .weekends

    @Option(name: .customLong("holiday"), help: .holiday)
    var holidays: [CivilDate] = []

    /// The place; nil when no zone was given, so that no days are counted.
    func place() throws(ToolError) -> LegalPlace? { try Self.place(zone: zone, calendar, holidays) }

    /// The same of what another group was given.
    static func place(zone: String?, _ calendar: Calendar, _ holidays: [CivilDate]) throws(ToolError) -> LegalPlace? {
        guard let zone else {
            guard holidays.isEmpty, calendar == .weekends else {
                throw ToolError("zoneMissing", "days off are days of a place; give its --zone, such as Europe/Brussels")
            }
            return nil
        }
        guard let known = TimeZone(identifier: zone) else {
            throw ToolError("unknownZone", "there is no time zone of that name; give one such as Europe/Brussels or UTC")
        }
        var days = calendar.days
        days.holidays.formUnion(holidays)
        return LegalPlace(zone: CivilZone(known), calendar: days)
    }
}
