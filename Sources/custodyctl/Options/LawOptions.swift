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

    @OptionGroup var place: PlaceOptions

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
        return IncidentSettings(laws: laws, place: try place.place(), entities: Set(entities))
    }
}

extension Regime {
    /// The law of that name.
    static func known(_ id: RegimeID) throws -> Regime {
        guard let regime = LawBook.standard.regime(id) else {
            let known = LawBook.standard.regimes.map(\.id.rawValue).joined(separator: ", ")
            throw ToolError("unknownRegime", "there is no law '\(Printable.text(id.rawValue))'; there are \(known)")
        }
        return regime
    }
}

extension [Regime] {
    /// Refuses kinds of organisation that none of the laws tells apart.
    func requireKnown(_ entities: [Duty.Entity]) throws {
        let known = Set(flatMap(\.breachDuties).flatMap(\.periods.keys))
        for entity in entities where !known.contains(entity) {
            throw unknown("unknownEntity", "kind of organisation", entity.rawValue, among: known.map(\.rawValue))
        }
    }

    /// The error for a name that these laws do not use.
    func unknown(_ code: String, _ what: String, _ name: String, among names: [String]) -> ToolError {
        let list = names.isEmpty ? "there is none" : "there are " + names.sorted().joined(separator: ", ")
        return ToolError(code, "these laws know no \(what) '\(Printable.text(name))'; \(list)")
    }
}
