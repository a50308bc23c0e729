/// On what condition a duty is owed. A test that only a person can make stays a question.
public indirect enum Threshold: Hashable, Sendable, Codable {
    /// Every breach owes it.
    case always
    /// The risk to people is at least this.
    case risk(BreachRisk)
    /// So many people are concerned, of those whom the law protects.
    case people(HeadCount)
    /// Data of one of these kinds is concerned.
    case data(Set<DataKind>)
    /// Whoever has the data can read it: not encrypted by the state of the art, or the key is gone too.
    case readable
    /// Somebody unauthorised could see the data.
    case access
    /// Somebody unauthorised has the data.
    case acquisition
    /// Somebody did it on purpose.
    case malice
    /// A service was out for so many minutes or more.
    case outage(minutes: UInt64)
    /// A test in the law's sense, which a person answers; see ``BreachFacts/answers``.
    case question(String)
    /// Every one of them.
    case all([Threshold])
    /// One of them or more.
    case any([Threshold])

    /// Whether the breach is such; nil when what is known leaves it open, which is not no.
    ///
    /// - Parameter risk: the risk that a person decided on; nil when nobody did.
    public func isMet(by facts: BreachFacts, risk: BreachRisk?) -> Bool? {
        switch self {
        case .always: true
        case .risk(let least): risk.map { $0 >= least }
        case .people(let count): count.isMet(by: facts.people)
        case .data(let kinds):
            if !facts.dataKinds.isDisjoint(with: kinds) { true } else { facts.dataKindsAreComplete ? false : nil }
        case .readable: facts.isReadable
        case .access: facts.confidentiality
        case .acquisition: facts.confidentiality == false ? false : facts.wasExfiltrated
        case .malice: facts.isMalicious
        case .outage(let minutes): facts.availability == false ? false : facts.outageMinutes.map { $0 >= minutes }
        case .question(let text): facts.answers[text]
        case .all(let parts): ThreeValued.all(parts.map { $0.isMet(by: facts, risk: risk) })
        case .any(let parts): ThreeValued.any(parts.map { $0.isMet(by: facts, risk: risk) })
        }
    }

    /// The least risk at which it can be met; nil when it asks for none.
    public var leastRisk: BreachRisk? {
        switch self {
        case .risk(let least): least
        case .all(let parts): parts.compactMap(\.leastRisk).max()
        case .any(let parts):
            parts.allSatisfy { $0.leastRisk != nil } ? parts.compactMap(\.leastRisk).min() : nil
        default: nil
        }
    }

    /// The questions that a person must answer.
    public var questions: [String] {
        switch self {
        case .question(let text): [text]
        case .all(let parts), .any(let parts): parts.flatMap(\.questions)
        default: []
        }
    }
}

extension Threshold: CustomStringConvertible {
    /// In words.
    public var description: String {
        switch self {
        case .always: "every breach"
        case .risk(.unlikely): "every breach"
        case .risk(.risk): "unless a risk is unlikely"
        case .risk(.high): "a high risk is likely"
        case .people(.atLeast(let count)): "\(count) people or more"
        case .people(.moreThan(let count)): "more than \(count) people"
        case .people(.fewerThan(let count)): "fewer than \(count) people"
        case .data(let kinds): "data of a kind of: " + kinds.map(\.rawValue).sorted().joined(separator: ", ")
        case .readable: "the data can be read"
        case .access: "somebody unauthorised could see the data"
        case .acquisition: "somebody unauthorised has the data"
        case .malice: "it was done on purpose"
        case .outage(let minutes): "a service was out for \(minutes) minutes or more"
        case .question(let text): text
        case .all(let parts): parts.map { "(\($0))" }.joined(separator: " and ")
        case .any(let parts): parts.map { "(\($0))" }.joined(separator: " or ")
        }
    }
}
