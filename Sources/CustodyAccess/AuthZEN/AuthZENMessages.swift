public import CustodyModel

/// The messages of the OpenID AuthZEN Authorization API 1.0, so that other tools can ask the policy.
///
/// A subject is a principal (`"type": "principal"`), an action its name, a resource a category (`"type": "category"`) or a
/// record (`"type": "record"`) whose `properties` list the categories. The purpose stands in `context.purpose`. What the asking
/// tool knows goes into `properties`; it is trusted to say the truth, as the standard has it. What it does not know is unknown.
public enum AuthZEN {
    /// Who is asking.
    public struct Subject: Hashable, Sendable, Codable {
        /// What kind of entity; the policy knows `principal`.
        public var type: String
        /// Which; absent in a search for subjects.
        public var id: PrincipalID?
        /// What is known about it.
        public var properties: SubjectProperties?

        /// A subject from its parts.
        public init(type: String = "principal", id: PrincipalID?, properties: SubjectProperties? = nil) {
            self.type = type
            self.id = id
            self.properties = properties
        }
    }

    /// What is known about a subject.
    public struct SubjectProperties: Hashable, Sendable, Codable {
        /// The roles to use; all that are held when absent.
        public var activeRoles: Set<RoleID>?
        /// The level of authentication.
        public var assurance: Int?
        /// When each training runs out.
        public var trainings: [String: Instant]?
        /// What the host found out.
        public var facts: [String: Bool]?
        /// The part of the organisation.
        public var unit: UnitName?

        /// Nothing is known.
        public init() {}
    }

    /// What is to be done.
    public struct ActionName: Hashable, Sendable, Codable {
        /// The action of the policy.
        public var name: Action

        /// An action.
        public init(name: Action) { self.name = name }
    }

    /// What it is to be done with.
    public struct Resource: Hashable, Sendable, Codable {
        /// `category` or `record`.
        public var type: String
        /// The category, or whatever names the record; absent in a search for resources.
        public var id: String?
        /// What is known about it.
        public var properties: ResourceProperties?

        /// A resource from its parts.
        public init(type: String = "category", id: String?, properties: ResourceProperties? = nil) {
            self.type = type
            self.id = id
            self.properties = properties
        }
    }

    /// What is known about a record and its person.
    public struct ResourceProperties: Hashable, Sendable, Codable {
        /// The categories that are asked for.
        public var categories: [DataCategory]?
        /// How many records are asked for.
        public var count: Int?
        /// Whether it belongs to the subject.
        public var isOwn: Bool?
        /// Whether the subject entered it.
        public var enteredByActor: Bool?
        /// The part of the organisation.
        public var unit: UnitName?
        /// Whether it is kept for a dispute.
        public var legalHold: Bool?
        /// What the person answered about the purpose; unknown when absent.
        public var consent: SubjectFacts.ConsentFact?
        /// Whether the person objects; that must be said.
        public var objected: Bool?
        /// Whether processing is restricted; that must be said.
        public var restricted: Bool?
        /// Whether the person is a minor.
        public var minor: Bool?

        /// Nothing is known.
        public init() {}
    }

    /// What else counts.
    public struct Context: Hashable, Sendable, Codable {
        /// Why.
        public var purpose: Purpose?
        /// When; the time of the answer when absent.
        public var time: Instant?
        /// The obligations that the asking tool meets.
        public var supported_obligations: [String]?

        /// Nothing more.
        public init(purpose: Purpose? = nil, time: Instant? = nil, supported_obligations: [String]? = nil) {
            self.purpose = purpose
            self.time = time
            self.supported_obligations = supported_obligations
        }
    }

    /// One question, or a part of one that a batch or a search completes.
    public struct Evaluation: Hashable, Sendable, Codable {
        /// Who is asking.
        public var subject: Subject?
        /// What is to be done.
        public var action: ActionName?
        /// With what.
        public var resource: Resource?
        /// What else counts.
        public var context: Context?

        /// A question from its parts.
        public init(subject: Subject?, action: ActionName?, resource: Resource?, context: Context? = nil) {
            self.subject = subject
            self.action = action
            self.resource = resource
            self.context = context
        }
    }

    /// Several questions at once. What the batch says holds for each that does not say it itself.
    public struct Evaluations: Hashable, Sendable, Codable {
        /// How the batch is answered.
        public struct Options: Hashable, Sendable, Codable {
            /// When it ends; `execute_all` when absent.
            public var evaluations_semantic: BatchSemantics?
        }

        /// Who is asking.
        public var subject: Subject?
        /// What is to be done.
        public var action: ActionName?
        /// With what.
        public var resource: Resource?
        /// What else counts.
        public var context: Context?
        /// The questions; one that says nothing itself when absent or empty.
        public var evaluations: [Evaluation]?
        /// How it is answered.
        public var options: Options?
    }

    /// An obligation of a decision.
    public struct Obligation: Hashable, Sendable, Codable {
        /// On which data, for those that are about data.
        public struct Properties: Hashable, Sendable, Codable {
            /// The categories.
            public var categories: [DataCategory]
            /// How many characters stay at the end of a masked value.
            public var keep_last: Int?

            /// What an obligation is about.
            public init(categories: [DataCategory], keep_last: Int? = nil) {
                self.categories = categories
                self.keep_last = keep_last
            }
        }

        /// Its name: one of ``Obligations``, or `mask`, `pseudonymise` or `drop`.
        public var id: String
        /// `custom`, as the profile has it for what it does not define itself.
        public var type = "custom"
        /// On which data.
        public var properties: Properties?
    }

    /// Why, and with what.
    public struct DecisionContext: Hashable, Sendable, Codable {
        /// The weightiest reason.
        public var reason: AccessReason
        /// Every reason.
        public var reasons: [AccessReason]
        /// The edition of the policy.
        public var policy_version: UInt32
        /// Categories in clear.
        public var allowed: [DataCategory]
        /// Categories of which only the end is shown.
        public var masked: [DataCategory]
        /// Categories of which pseudonyms are shown.
        public var pseudonymised: [DataCategory]
        /// Categories that are withheld.
        public var dropped: [DataCategory]
        /// What must be done as well.
        public var obligations: [Obligation]
        /// From when on the answer no longer holds.
        public var valid_until: Instant?
    }

    /// The answer to one question.
    public struct Decision: Hashable, Sendable, Codable {
        /// Whether anything is permitted.
        public var decision: Bool
        /// Why, and with what.
        public var context: DecisionContext
    }

    /// The answers to a batch.
    public struct Decisions: Hashable, Sendable, Codable {
        /// In the order of the questions.
        public var evaluations: [Decision]
    }

    /// What a search found: subjects, resources or actions.
    public struct Found: Hashable, Sendable, Codable {
        /// One thing that was found.
        public struct Item: Hashable, Sendable, Codable {
            /// What kind; absent for an action.
            public var type: String?
            /// Which; absent for an action.
            public var id: String?
            /// The action.
            public var name: String?
        }

        /// All of them; none for what the policy does not know.
        public var results: [Item]
    }
}
