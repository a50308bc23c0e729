/// A number of people from which, or below which, a duty is owed. Whether the number itself counts is part of the law: 500 or more
/// is not more than 500.
public enum HeadCount: Hashable, Sendable {
    /// So many or more.
    case atLeast(UInt64)
    /// More than so many.
    case moreThan(UInt64)
    /// Fewer than so many.
    case fewerThan(UInt64)

    /// Whether the people are as many; nil when what is known leaves it open.
    public func isMet(by people: PeopleEstimate) -> Bool? {
        switch self {
        case .atLeast(let number): Self.isMet(people) { $0 >= number }
        case .moreThan(let number): Self.isMet(people) { $0 > number }
        case .fewerThan(let number): Self.isMet(people) { $0 < number }
        }
    }

    private static func isMet(_ people: PeopleEstimate, _ test: (UInt64) -> Bool) -> Bool? {
        let (least, most) = (test(people.least), test(people.most ?? .max))
        return least == most ? least : nil
    }
}

/// How many people, as far as it is known.
public struct PeopleEstimate: Hashable, Sendable, Codable {
    /// At least so many.
    public var least: UInt64
    /// At most so many; nil when nobody knows.
    public var most: UInt64?

    /// From so many to so many; turned around when the second is smaller.
    public init(least: UInt64, most: UInt64?) {
        self.least = min(least, most ?? least)
        self.most = most.map { max($0, least) }
    }

    /// Nothing is known.
    public static let unknown = PeopleEstimate(least: 0, most: nil)
    /// Exactly so many.
    public static func exactly(_ count: UInt64) -> PeopleEstimate { PeopleEstimate(least: count, most: count) }
    /// So many or more.
    public static func atLeast(_ count: UInt64) -> PeopleEstimate { PeopleEstimate(least: count, most: nil) }
}
