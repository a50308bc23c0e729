/// Something in a person's life with the house that starts or stops the time of a schedule.
public enum LifeMoment: String, Hashable, Sendable, Codable, CaseIterable {
    /// The person did something: signed in, ordered, called.
    case activity
    /// A contract with the person began.
    case contractBegan
    /// The last contract with the person ended.
    case contractEnded
}
