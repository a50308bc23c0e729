public import CustodyAccess
public import CustodyModel

/// Who has passed what, and until when that counts: all entries about training together.
public struct TrainingBook: Hashable, Sendable {
    private let courses: [TrainingID: Course]
    private let assignments: [TrainingAssignment]
    private let completions: [PrincipalID: [TrainingCompletion]]

    /// A book of the newest entry of each key.
    public init(
        courses: [Course] = [], assignments: [TrainingAssignment] = [], completions: [TrainingCompletion] = []
    ) {
        self.courses = Dictionary(courses.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        self.assignments = assignments.filter(\.isActive)
        self.completions = Dictionary(grouping: completions.filter(\.counts), by: \.principal)
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { courses.isEmpty }

    /// The courses that it describes.
    public var described: [TrainingID] { courses.keys.sorted() }

    /// Until when each training of a principal counts. One that was never passed is missing: unknown, and unknown is not yes. Nor does one
    /// count that is yet to be taken.
    public func expiries(of principal: PrincipalID, at now: Instant) -> [TrainingID: Instant] {
        var ends: [TrainingID: Instant] = [:]
        for completion in completions[principal] ?? [] where completion.at <= now {
            guard let course = courses[completion.course], !course.supersedes.contains(completion.version) else { continue }
            let end = completion.at.adding(course.validity)
            ends[course.id] = max(ends[course.id] ?? end, end)
        }
        return ends
    }

    /// How somebody stands with a course that a role of theirs asks.
    public struct Standing: Hashable, Sendable, Codable {
        /// Who.
        public var principal: PrincipalID
        /// By which role.
        public var role: RoleID
        /// Which course.
        public var course: TrainingID
        /// How.
        public var state: State
        /// Until when it counts, or by when it was to be passed.
        public var until: Instant
    }

    /// How it stands.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// It counts.
        case current
        /// It counts, and soon does not.
        case endsSoon
        /// It was never passed, and there is time.
        case open
        /// It does not count.
        case missing
    }

    /// How everybody stands whom a role asks for a course.
    public func standings(of review: AccessReview, at now: Instant) -> [Standing] {
        var found: [Standing] = []
        for assignment in assignments {
            let holders = review.authorisedPrincipals(of: assignment.role, at: now)
            for principal in holders {
                found.append(standing(of: principal, with: assignment, at: now))
            }
        }
        return found.sorted { ($0.course, $0.role, $0.principal) < ($1.course, $1.role, $1.principal) }
    }

    private func standing(of principal: PrincipalID, with assignment: TrainingAssignment, at now: Instant) -> Standing {
        func standing(_ state: State, _ until: Instant) -> Standing {
            Standing(principal: principal, role: assignment.role, course: assignment.course, state: state, until: until)
        }
        guard let end = expiries(of: principal, at: now)[assignment.course] else {
            let due = assignment.since.adding(.days(assignment.withinDays))
            return standing(now < due ? .open : .missing, due)
        }
        guard now < end else { return standing(.missing, end) }
        // A register may carry any number, also the one whose opposite there is not.
        let days = max(courses[assignment.course]?.remindDaysBefore ?? 0, -Int.max)
        return standing(now < end.adding(.days(-days)) ? .current : .endsSoon, end)
    }

    /// Courses that are asked of somebody and that nobody has described.
    public var undescribed: [TrainingID] { Set(assignments.map(\.course)).filter { courses[$0] == nil }.sorted() }
}
