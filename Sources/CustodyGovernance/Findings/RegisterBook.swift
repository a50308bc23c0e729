public import CustodyModel

/// All registers as they stand: the newest entry of each key.
public struct RegisterBook: Hashable, Sendable, Codable {
    /// The head of the record of processing; nil while nobody wrote it.
    public var controller: ControllerProfile?
    /// The record of processing.
    public var activities: [ProcessingActivity] = []
    /// Whether impact assessments are needed.
    public var screenings: [ImpactScreening] = []
    /// The impact assessments.
    public var assessments: [ImpactAssessment] = []
    /// What the host says about itself; nil while it said nothing.
    public var host: HostFacts?
    /// Policies, notices, procedures, bulletins: the newest version of each.
    public var documents: [GovernedDocument] = []
    /// Their versions before the newest, in the order in which they were recorded; what is in force, and what changed, shows only here.
    public var earlierDocuments: [GovernedDocument] = []
    /// Who read what.
    public var acknowledgements: [Acknowledgement] = []
    /// What asks for reviews before their time.
    public var triggers: [ReviewTrigger] = []
    /// How long the law wants data kept.
    public var duties: [RetentionDuty] = []
    /// The courses.
    public var courses: [Course] = []
    /// Which role needs which course.
    public var assignments: [TrainingAssignment] = []
    /// Who took which course.
    public var completions: [TrainingCompletion] = []
    /// Who answers for what.
    public var responsibilities: [Responsibility] = []
    /// The contracts with processors.
    public var contracts: [ProcessorContract] = []
    /// What is to be changed.
    public var actions: [CorrectiveAction] = []
    /// What is looked at again and again.
    public var reviews: [ReviewPlan] = []
    /// What was looked at.
    public var reviewsDone: [ReviewDone] = []
    /// What roles were approved to do.
    public var approvals: [RoleApproval] = []
    /// Which breach touched which activity.
    public var breaches: [ActivityBreach] = []

    /// Empty registers.
    public init() {}

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case controller, activities, screenings, assessments, host, documents, earlierDocuments, acknowledgements, triggers
        case duties, courses, assignments, completions, responsibilities, contracts, actions, reviews, reviewsDone, approvals
        case breaches
    }

    /// What the registers are called in a document.
    package static var names: [String] { CodingKeys.allCases.map(\.rawValue) }

    /// Reads registers; those that are not given are empty.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func entries<Entry: Decodable>(_ key: CodingKeys) throws -> [Entry] {
            try container.decodeIfPresent([Entry].self, forKey: key) ?? []
        }
        controller = try container.decodeIfPresent(ControllerProfile.self, forKey: .controller)
        host = try container.decodeIfPresent(HostFacts.self, forKey: .host)
        activities = try entries(.activities)
        screenings = try entries(.screenings)
        assessments = try entries(.assessments)
        documents = try entries(.documents)
        earlierDocuments = try entries(.earlierDocuments)
        acknowledgements = try entries(.acknowledgements)
        triggers = try entries(.triggers)
        duties = try entries(.duties)
        courses = try entries(.courses)
        assignments = try entries(.assignments)
        completions = try entries(.completions)
        responsibilities = try entries(.responsibilities)
        contracts = try entries(.contracts)
        actions = try entries(.actions)
        reviews = try entries(.reviews)
        reviewsDone = try entries(.reviewsDone)
        approvals = try entries(.approvals)
        breaches = try entries(.breaches)
    }

    /// The entries about training together.
    public var training: TrainingBook {
        TrainingBook(courses: courses, assignments: assignments, completions: completions)
    }

    /// Everything that is due, overdue, drifting or failing as far as the registers and the live governance tell.
    public func findings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        var findings = activityFindings(in: live, at: now) + basisFindings(in: live, at: now)
        findings += retentionFindings(in: live, at: now)
        findings += accessFindings(in: live, at: now) + impactFindings(in: live, at: now) + documentFindings(in: live, at: now)
        findings += trainingFindings(in: live, at: now) + responsibilityFindings(in: live, at: now) + reviewFindings(at: now)
        return findings.sorted()
    }
}
