import Custody
import CustodyLaw

/// What a person knows of a breach, as a JSON object with the names of `BreachFacts`. What it does not name stays as it was.
struct BreachFactsFile: Decodable {
    private var change: (inout BreachFacts) -> Void

    /// The facts with what the file says.
    static func read(_ path: String, over known: BreachFacts) throws -> BreachFacts {
        let bytes = try InputFile.read(path, "the facts")
        do {
            let faults = try shape.faults(in: JSONText.decode(JSONTree.self, from: bytes))
            guard faults.isEmpty else {
                throw ToolError("malformedDocument", "the facts say things that mean nothing", path: path, reasons: faults)
            }
            var facts = known
            try JSONText.decode(BreachFactsFile.self, from: bytes).change(&facts)
            return facts
        } catch let error as DecodingError {
            throw ToolError("malformedDocument", "the facts cannot be read: \(error.explanation)", path: path)
        }
    }

    private enum Key: String, CodingKey, CaseIterable {
        case confidentiality, integrity, availability, dataKinds, dataKindsAreComplete, people, concernsVulnerablePeople
        case encryption, keyIsSafe, hasBackup, outageMinutes, isRestored, isVital
        case recipients, recipientsAreTrusted, isReturned, wasExfiltrated, isMalicious
        case laterMeasuresRemoveHighRisk, tellingEachIsDisproportionate, answers
    }

    private static let shape: JSONShape = {
        var keys = Dictionary(uniqueKeysWithValues: Key.allCases.map { ($0.rawValue, JSONShape.any) })
        keys["people"] = .object(["least": .any, "most": .any])
        return .object(keys)
    }()

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        var changes: [(inout BreachFacts) -> Void] = []
        // Null says that it is not known; a name that is absent says nothing.
        func take<Value: Decodable>(_ path: WritableKeyPath<BreachFacts, Value?>, _ key: Key) throws {
            guard container.contains(key) else { return }
            let value = try container.decodeIfPresent(Value.self, forKey: key)
            changes.append { $0[keyPath: path] = value }
        }
        func take<Value: Decodable>(_ path: WritableKeyPath<BreachFacts, Value>, _ key: Key) throws {
            guard container.contains(key) else { return }
            let value = try container.decode(Value.self, forKey: key)
            changes.append { $0[keyPath: path] = value }
        }
        try take(\.confidentiality, .confidentiality)
        try take(\.integrity, .integrity)
        try take(\.availability, .availability)
        try take(\.dataKinds, .dataKinds)
        try take(\.dataKindsAreComplete, .dataKindsAreComplete)
        if container.contains(.people) {
            let people = try Self.people(in: container)
            changes.append { $0.people = people }
        }
        try take(\.concernsVulnerablePeople, .concernsVulnerablePeople)
        try take(\.encryption, .encryption)
        try take(\.keyIsSafe, .keyIsSafe)
        try take(\.hasBackup, .hasBackup)
        try take(\.outageMinutes, .outageMinutes)
        try take(\.isRestored, .isRestored)
        try take(\.isVital, .isVital)
        try take(\.recipients, .recipients)
        try take(\.recipientsAreTrusted, .recipientsAreTrusted)
        try take(\.isReturned, .isReturned)
        try take(\.wasExfiltrated, .wasExfiltrated)
        try take(\.isMalicious, .isMalicious)
        try take(\.laterMeasuresRemoveHighRisk, .laterMeasuresRemoveHighRisk)
        try take(\.tellingEachIsDisproportionate, .tellingEachIsDisproportionate)
        try take(\.answers, .answers)
        change = { [changes] facts in for apply in changes { apply(&facts) } }
    }

    /// How many people: more strictly than what is stored is read.
    private static func people(in container: KeyedDecodingContainer<Key>) throws -> Magnitude {
        struct Counts: Decodable {
            var least: UInt64
            var most: UInt64?
        }
        let counts = try container.decode(Counts.self, forKey: .people)
        do throws(Magnitude.Refusal) { return try Magnitude(least: counts.least, most: counts.most) } catch {
            throw DecodingError.dataCorruptedError(forKey: .people, in: container, debugDescription: "\(error)")
        }
    }
}
