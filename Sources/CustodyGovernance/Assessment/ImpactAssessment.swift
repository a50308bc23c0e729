public import CustodyModel

/// A data protection impact assessment (GDPR Art. 35(7)): how far it is, and what it came to.
public struct ImpactAssessment: Hashable, Sendable, Codable {
    /// Of which activity.
    public var activity: ActivityID
    /// How far it is.
    public var state: State
    /// Where it is.
    public var document: String
    /// What it describes (Art. 35(7)).
    public var parts: Set<Part>
    /// Whether a high risk remains, so that the authority is asked first (Art. 36); nil while that is not known.
    public var highRiskRemains: Bool?
    /// When the authority was asked; nil when it was not.
    public var consultedAt: Instant?
    /// When it is to be looked at again (Art. 35(11)).
    public var reviewDue: Instant?

    /// How far an assessment is.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is to be made.
        case planned
        /// It is being made.
        case underWay
        /// It is made.
        case done
    }

    /// What an assessment contains. Source: GDPR Art. 35(7).
    public enum Part: String, Hashable, Sendable, Codable, CaseIterable {
        /// What is done, and for what.
        case description
        /// That it is necessary and proportionate.
        case necessity
        /// The risks to people.
        case risks
        /// What is done against them.
        case measures
    }

    /// An assessment from its parts.
    public init(
        of activity: ActivityID, _ state: State, document: String, parts: Set<Part> = [], highRiskRemains: Bool? = nil,
        consultedAt: Instant? = nil, reviewDue: Instant? = nil
    ) {
        self.activity = activity
        self.state = state
        self.document = document
        self.parts = parts
        self.highRiskRemains = highRiskRemains
        self.consultedAt = consultedAt
        self.reviewDue = reviewDue
    }
}
