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
    /// When it is looked at again next; nil when nobody said.
    public var nextReview: Instant?
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
        reviewEvery: RetentionClass.Period? = nil, nextReview: Instant? = nil,
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
        self.nextReview = nextReview
        self.served = served
    }
}

/// That machines decide alone about people (GDPR Art. 22), and what people are told of it (Art. 13(2)(f)).
public struct AutomatedDecisions: Hashable, Sendable, Codable {
    /// By which logic.
    public var logic: String
    /// With which consequences.
    public var consequences: String

    /// Decisions from their parts.
    public init(logic: String, consequences: String) { (self.logic, self.consequences) = (logic, consequences) }
}

/// What secures data (GDPR Art. 32(1)), and how.
public struct SecurityMeasure: Hashable, Sendable, Codable {
    /// What it does.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Sealing and keys.
        case encryption
        /// Names that are none.
        case pseudonymisation
        /// Who may do what.
        case accessControl
        /// What is traced.
        case traceability
        /// Programs and machines.
        case softwareProtection
        /// Copies that were put back once.
        case backup
        /// How processors are watched.
        case processorControl
        /// What people learn and promise.
        case organisation
    }

    /// What it does.
    public var kind: Kind
    /// How.
    public var how: String

    /// A measure from its parts.
    public init(_ kind: Kind, _ how: String) { (self.kind, self.how) = (kind, how) }
}

/// A system that holds data, and where.
public struct SystemPlace: Hashable, Sendable, Codable {
    /// What it is called.
    public var name: String
    /// The country: an ISO 3166-1 code of two letters.
    public var country: String
    /// Where there, such as a data centre.
    public var place: String

    /// A system from its parts.
    public init(_ name: String, in country: String, at place: String) {
        (self.name, self.country, self.place) = (name, country, place)
    }
}

/// The assessment of legitimate interests (GDPR Art. 6(1)(f)): the interest, that the data is needed for it, and that the person's
/// interests do not override it.
public struct InterestsAssessment: Hashable, Sendable, Codable {
    /// The interest.
    public var interest: String
    /// Why it cannot be reached with less.
    public var necessity: String
    /// Why it prevails.
    public var balance: String
    /// Whether it prevails.
    public var prevails: Bool
    /// Where the assessment is.
    public var document: String
    /// When it was made.
    public var madeAt: Instant

    /// An assessment from its parts.
    public init(
        interest: String, necessity: String, balance: String, prevails: Bool, document: String, madeAt: Instant
    ) {
        self.interest = interest
        self.necessity = necessity
        self.balance = balance
        self.prevails = prevails
        self.document = document
        self.madeAt = madeAt
    }
}

/// A controller for whom a processor works (GDPR Art. 30(2)).
public struct ServedController: Hashable, Sendable, Codable {
    /// Who, and how it is reached.
    public var controller: Party
    /// Who represents it in the Union; nil when nobody has to.
    public var representative: Party?
    /// Its data protection officer; nil when it has none.
    public var officer: Party?
    /// What is done for it.
    public var processing: String
    /// Where the contract is.
    public var contract: DataRecipient.Document
    /// To which countries its data is taken, and what allows that.
    public var transfers: [CountryTransfer]

    /// A served controller from its parts.
    public init(
        _ controller: Party, representative: Party? = nil, officer: Party? = nil, processing: String,
        contract: DataRecipient.Document, transfers: [CountryTransfer] = []
    ) {
        self.controller = controller
        self.representative = representative
        self.officer = officer
        self.processing = processing
        self.contract = contract
        self.transfers = transfers
    }
}

/// That data goes to a country, and what allows it.
public struct CountryTransfer: Hashable, Sendable, Codable {
    /// An ISO 3166-1 code of two letters.
    public var country: String
    /// What allows it.
    public var transfer: DataRecipient.Transfer

    /// A transfer from its parts.
    public init(to country: String, _ transfer: DataRecipient.Transfer) { (self.country, self.transfer) = (country, transfer) }
}
