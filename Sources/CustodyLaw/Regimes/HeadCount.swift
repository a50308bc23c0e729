/// A number of people from which, or below which, a duty is owed. Whether the number itself counts is part of the law: 500 or more
/// is not more than 500.
public enum HeadCount: Hashable, Sendable, Codable {
    /// So many or more.
    case atLeast(UInt64)
    /// More than so many.
    case moreThan(UInt64)
    /// Fewer than so many.
    case fewerThan(UInt64)

    /// Whether the people are as many; nil when what is known leaves it open.
    public func isMet(by people: Magnitude) -> Bool? {
        switch self {
        case .atLeast(let number): Self.isMet(people) { $0 >= number }
        case .moreThan(let number): Self.isMet(people) { $0 > number }
        case .fewerThan(let number): Self.isMet(people) { $0 < number }
        }
    }

    private static func isMet(_ people: Magnitude, _ test: (UInt64) -> Bool) -> Bool? {
        let (least, most) = (test(people.least), test(people.most ?? .max))
        return least == most ? least : nil
    }
}
