import Custody
import CustodyLaw

extension Regime {
    /// The law of that name.
    static func known(_ id: RegimeID) throws -> Regime {
        guard let regime = LawBook.standard.regime(id) else {
            let known = LawBook.standard.regimes.map(\.id.rawValue).joined(separator: ", ")
            throw ToolError("unknownRegime", "there is no law of that name; there are \(known)")
        }
        return regime
    }
}

extension [Regime] {
    /// Refuses kinds of organisation that none of the laws tells apart.
    func requireKnown(_ entities: [Duty.Entity]) throws {
        let known = Set(flatMap(\.breachDuties).flatMap(\.periods.keys))
        for entity in entities where !known.contains(entity) {
            throw unknown("unknownEntity", "such kind of organisation", among: known.map(\.rawValue))
        }
    }

    /// The error for a name that these laws do not use. What was typed is not repeated: it may be another argument's.
    func unknown(_ code: String, _ what: String, among names: [String]) -> ToolError {
        let list = names.isEmpty ? "there is none" : "there are " + names.sorted().joined(separator: ", ")
        return ToolError(code, "these laws know no \(what); \(list)")
    }
}
