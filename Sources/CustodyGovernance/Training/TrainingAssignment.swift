public import CustodyAccess
public import CustodyModel

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
