/// What is done about an incident beside what the law asks: parts, tasks, who was told inside, evidence, and what was learnt.
public struct IncidentResponse: Hashable, Sendable {
    /// Who had which part, in the order of the records.
    public internal(set) var assignments: [RoleAssignment] = []
    /// What there is to do.
    public internal(set) var tasks: [ResponseTask] = []
    /// Who is told inside.
    public internal(set) var escalations: [Escalation] = []
    /// The evidence.
    public internal(set) var evidence: [Evidence] = []
    /// What was learnt; nil until somebody writes it down, and then the latest.
    public internal(set) var review: IncidentReview?
    /// What is to be changed because of it.
    public internal(set) var actions: [ImprovementAction] = []

    /// Nothing was done yet.
    public init() {}
}
