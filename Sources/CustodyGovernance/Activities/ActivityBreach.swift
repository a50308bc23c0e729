/// That a breach touched the data of an activity. What happened stands in the register of breaches.
public struct ActivityBreach: Hashable, Sendable, Codable {
    /// The activity.
    public var activity: ActivityID
    /// The incident, by its number.
    public var incident: String

    /// A link from its parts.
    public init(of activity: ActivityID, by incident: String) { (self.activity, self.incident) = (activity, incident) }
}
