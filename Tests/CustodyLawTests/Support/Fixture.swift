import CustodyLaw
import CustodyModel
import Foundation
import Testing

/// Facts in reduced form, as the project's fact sheets give them.
enum Fixture {
    /// Reads a file of facts.
    static func read<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let place = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/\(name).json")
        return try JSONDecoder().decode(Value.self, from: try Data(contentsOf: place))
    }

    /// A mark as the fact sheets write it, with remarks after it.
    static func mark(_ text: String) -> LegalSource.Verification {
        switch text.prefix(while: { $0.isLetter || $0 == "_" }) {
        case "primary", "primary_via_": .primary
        case "secondary_multi": .severalSecondary
        case "secondary", "secondary_one", "official_via_copy": .oneSecondary
        default: .unverified
        }
    }
}

/// A day by its date.
func day(_ text: String) throws -> CivilDate {
    let instant = try #require(text.count == 10 ? Instant(text) : nil, "\(text) is no day")
    return CivilDate(utc: instant)
}

/// An instant by RFC 3339; without seconds too.
func instant(_ text: String) throws -> Instant {
    let full = text.wholeMatch(of: /(.*T\d\d:\d\d)(Z|[+-].*)/).map { "\($0.1):00\($0.2)" } ?? text
    return try #require(Instant(full), "\(text) is no time")
}

/// Brussels time with these holidays.
func place(_ holidays: [String] = [], zone: CivilZone = .brussels) throws -> LegalPlace {
    LegalPlace(zone: zone, calendar: HolidayCalendar("test", holidays: Set(try holidays.map(day))))
}
