import ArgumentParser
import Custody
import CustodyLaw

/// Which laws bind the host: their duties are opened with what happens to an incident.
struct LawOptions: ParsableArguments {
    @Option(
        name: .customLong("regime"),
        help: ArgumentHelp("A law that binds us, such as eu-nis2; may be repeated. The GDPR alone without it.", valueName: "id")
    )
    var regimes: [RegimeID] = []

    @Option(
        name: .customLong("entity"),
        help: ArgumentHelp(
            "What kind of organisation we are, where a law tells them apart; may be repeated.", valueName: "kind"))
    var entities: [Duty.Entity] = []

    @Option(help: .zone)
    var zone: String?

    @Option(help: .calendar)
    var calendar: PlaceOptions.Calendar = .weekends

    @Option(name: .customLong("holiday"), help: .holiday)
    var holidays: [CivilDate] = []

    /// What they say of the host.
    func settings() throws -> IncidentSettings {
        var laws = LawBook.standard
        if !regimes.isEmpty {
            for law in laws.switchedOn { laws.switchOff(law) }
            for id in regimes {
                do { try laws.switchOn(try Regime.known(id).id) } catch let refusal as LawBook.Refusal {
                    throw ToolError("unverifiedRegime", Printable.text("\(refusal)"))
                }
            }
        }
        try laws.active.requireKnown(entities)
        return IncidentSettings(
            laws: laws, place: try PlaceOptions.place(zone: zone, calendar, holidays), entities: Set(entities))
    }
}
