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
