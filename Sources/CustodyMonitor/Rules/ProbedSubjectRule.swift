import CustodyModel

/// R9: one person's data looked at by five different actors, or in three roles, within 24 hours, and by three times as many as look at
/// 99 of 100 people.
///
/// Who looked is kept for a fixed number of people in sets of eight places; in a full set the person gives way whom the fewest looked at,
/// of those the one longest ago. Counting accesses alone, as Space-Saving does, would lose a person whom eight look at among thousands
/// whom one looks at ten times. Source: Sigma `value_count` by subject.
struct ProbedSubjectRule: DetectionRule {
    static let id = RuleID.probedSubject
    var thresholds: Thresholds
    private let window: Int64
    private let refractory: Int64
    private var people: SubjectTable
    private var histogram = SubjectHistogram()

    init(_ settings: RuleSettings, subjects: Int) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
        refractory = settings.refractory.milliseconds
        people = SubjectTable(capacity: subjects, window: window)
    }

    init(_ settings: RuleSettings) { self.init(settings, subjects: MonitorConfiguration.standard.subjects) }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        guard observation.takes else { return }
        for subject in observation.event.subjects { observe(subject, observation, &desk) }
    }

    private mutating func observe(_ subject: Handle, _ observation: Observation, _ desk: inout AlertDesk) {
        let (event, role) = (observation.event, observation.role)
        let actor = UInt32(truncatingIfNeeded: Mixing.hash(event.actor))
        let looked = people.note(subject, actor, role, event.commit, at: observation.time, &histogram)
        let actors = Double(looked.actors)
        // Most people are looked at by one or two.
        guard actors >= 3 else { return }
        let usual = histogram.percentile99
        // More than so many are not told apart: what is above that is as much as there can be.
        let most = Double(SubjectTable.actorLimit)
        let limit = min(most, max(thresholds(0, role), 3 * usual))
        let isSpread = actors >= min(most, max(4, 3 * usual)) && Double(people.roleCount(looked.place)) >= thresholds(1, role)
        guard actors >= limit || isSpread, people.speak(looked.place, at: observation.time, after: refractory) else { return }
        desk.raise(
            Self.id, event.actor, subject, at: observation.time, observed: actors, expected: usual, score: actors / limit,
            over: window, evidence: people.evidence(looked.place))
    }

    /// Forgets a person.
    mutating func forget(_ subject: Handle) { people.remove(subject) }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(shared: &people)
        try visitor.visit(shared: &histogram)
    }
}
