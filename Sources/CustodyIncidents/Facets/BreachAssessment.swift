public import CustodyLaw

/// Whether an incident is a breach of personal data (GDPR Art. 4(12)) and how bad it is for people.
public enum BreachAssessment: Hashable, Sendable, Codable {
    /// Nobody decided yet.
    case notAssessed
    /// No personal data is concerned.
    case noPersonalData
    /// Personal data is concerned.
    case personalData(risk: BreachRisk)

    /// Whether somebody decided.
    public var isDecided: Bool { self != .notAssessed }

    /// The risk to people; nil when nobody decided or no personal data is concerned.
    public var risk: BreachRisk? {
        if case .personalData(let risk) = self { risk } else { nil }
    }

    private enum CodingKeys: String, CodingKey {
        case notAssessed = "?"
        case noPersonalData = "n"
        case personalData = "p"
    }
    private enum PersonalDataCodingKeys: String, CodingKey {
        case risk = "r"
    }
}
