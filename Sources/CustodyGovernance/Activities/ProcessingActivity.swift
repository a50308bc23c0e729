public import CustodyModel

/// An activity in the record of processing (GDPR Art. 30): what a controller says that it does with data, or a processor for others.
///
/// What the schemas and the policy know already is not written down a second time; ``DerivedActivity`` reads it from them. What is
/// written here and can be compared with them is compared, so that the record cannot drift from what is done.
public struct ProcessingActivity: Hashable, Sendable, Codable {
    /// Its name.
    public var id: ActivityID
    /// What people call it.
    public var title: String
    /// Whether it is done for ourselves or for others.
    public var role: Role
    /// Which part of the business does it.
    public var function: String
    /// What the data is processed for.
    public var purposes: [Purpose]
    /// Whom the data is about.
    public var subjects: [SubjectCategory]
    /// The kinds of data, as far as they are meant to be processed. Held against the schemas.
    public var categories: [DataCategory]
    /// Which roles inside are meant to use it. Held against the policy.
    public var roles: [RoleID]
    /// Who outside is given data, and on what that rests.
    public var recipients: [DataRecipient]
    /// What secures the data (Art. 32(1)).
    public var security: [SecurityMeasure]
    /// The systems it runs on, and where their data is.
    public var systems: [SystemPlace]
    /// Where the data comes from.
    public var sources: [Source]
    /// The assessment of legitimate interests, where they are the basis.
    public var interests: InterestsAssessment?
    /// The condition of national law for special or criminal data, such as `DPA 2018 Sch. 1 para. 8`.
    public var nationalCondition: String?
    /// Decisions by machines alone (Art. 22); nil when there are none.
    public var automation: AutomatedDecisions?
    /// The policy on keeping and erasing that it follows.
    public var retentionPolicy: DocumentID?
    /// Why data is kept longer than the policy says, where it is.
    public var retentionDeviation: String?
    /// Who answers for it, as a role that people can be asked for.
    public var owner: String
    /// How often it is looked at again.
    public var reviewEvery: RetentionClass.Period?
    /// When it was last looked at; nil while it was not.
    public var reviewedAt: Instant?
    /// For whom it is done; empty for a controller's own.
    public var served: [ServedController]

    /// Whether it is done for ourselves or for others.
    public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
        /// For ourselves (Art. 30(1)).
        case controller
        /// For others (Art. 30(2)).
        case processor
    }

    /// Where data comes from: the person, or somebody else by name.
    public struct Source: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The person.
        public static let subject: Source = "subject"
    }

    /// An activity of a controller, from its parts.
    public init(
        _ id: ActivityID, _ title: String, role: Role = .controller, function: String, purposes: [Purpose],
        subjects: [SubjectCategory], categories: [DataCategory], roles: [RoleID] = [], recipients: [DataRecipient] = [],
        security: [SecurityMeasure] = [], systems: [SystemPlace] = [], sources: [Source] = [.subject],
        interests: InterestsAssessment? = nil, nationalCondition: String? = nil, automation: AutomatedDecisions? = nil,
        retentionPolicy: DocumentID? = nil, retentionDeviation: String? = nil, owner: String,
        reviewEvery: RetentionClass.Period? = nil, reviewedAt: Instant? = nil,
        served: [ServedController] = []
    ) {
        self.id = id
        self.title = title
        self.role = role
        self.function = function
        self.purposes = purposes
        self.subjects = subjects
        self.categories = categories
        self.roles = roles
        self.recipients = recipients
        self.security = security
        self.systems = systems
        self.sources = sources
        self.interests = interests
        self.nationalCondition = nationalCondition
        self.automation = automation
        self.retentionPolicy = retentionPolicy
        self.retentionDeviation = retentionDeviation
        self.owner = owner
        self.reviewEvery = reviewEvery
        self.reviewedAt = reviewedAt
        self.served = served
    }

    /// When it is to be looked at again; nil when it is not by schedule, and when nobody said that it was looked at, which is a finding.
    public var nextReview: Instant? { reviewEvery.flatMap { reviewedAt?.adding($0) } }
}
