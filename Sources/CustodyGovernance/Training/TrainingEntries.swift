public import CustodyAccess
public import CustodyModel

/// A version of a course. Its name is that of the policy's condition, so that a permission can ask whether it is current.
public struct Course: Hashable, Sendable, Codable {
    /// Which.
    public var id: TrainingID
    /// What it is called.
    public var title: String
    /// Its version.
    public var version: String
    /// What it teaches.
    public var topics: [String]
    /// How long having passed it counts.
    public var validity: RetentionClass.Period
    /// The earlier versions that do not count any more, because this one teaches something else.
    public var supersedes: Set<String>
    /// How many days before the end of validity people are reminded.
    public var remindDaysBefore: Int

    /// A course from its parts.
    public init(
        _ id: TrainingID, _ title: String, version: String, topics: [String], validity: RetentionClass.Period = .years(1),
        supersedes: Set<String> = [], remindDaysBefore: Int = 30
    ) {
        self.id = id
        self.title = title
        self.version = version
        self.topics = topics
        self.validity = validity
        self.supersedes = supersedes
        self.remindDaysBefore = remindDaysBefore
    }
}

/// That the holders of a role have to have passed a course.
public struct TrainingAssignment: Hashable, Sendable, Codable {
    /// Which course.
    public var course: TrainingID
    /// Which role.
    public var role: RoleID
    /// Since when.
    public var since: Instant
    /// Within how many days; none when access needs it from the first day.
    public var withinDays: Int
    /// Whether it is still asked.
    public var isActive: Bool

    /// An assignment from its parts.
    public init(of course: TrainingID, to role: RoleID, since: Instant, withinDays: Int = 0, isActive: Bool = true) {
        self.course = course
        self.role = role
        self.since = since
        self.withinDays = withinDays
        self.isActive = isActive
    }
}

/// That somebody took a course. It is never deleted: one that was wrong is voided, and says why.
public struct TrainingCompletion: Hashable, Sendable, Codable {
    /// Tells it from others.
    public var id: EntryID
    /// Which course.
    public var course: TrainingID
    /// Which version.
    public var version: String
    /// Who.
    public var principal: PrincipalID
    /// When.
    public var at: Instant
    /// Whether it was passed.
    public var isPassed: Bool
    /// Why it does not count after all; nil while it does.
    public var voidedBecause: String?

    /// A completion from its parts.
    public init(
        _ id: EntryID, of course: TrainingID, version: String, by principal: PrincipalID, at: Instant, isPassed: Bool = true,
        voidedBecause: String? = nil
    ) {
        self.id = id
        self.course = course
        self.version = version
        self.principal = principal
        self.at = at
        self.isPassed = isPassed
        self.voidedBecause = voidedBecause
    }

    /// The same, as not counting.
    public func voided(because reason: String) -> TrainingCompletion {
        var copy = self
        copy.voidedBecause = reason
        return copy
    }

    /// Whether it counts.
    public var counts: Bool { isPassed && voidedBecause == nil }
}
