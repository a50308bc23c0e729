/// How many people or records, as far as it is known. Nobody has to know a number to say something.
public struct Magnitude: Hashable, Sendable, Codable {
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
    public static let unknown = Magnitude(least: 0, most: nil)
    /// Exactly so many.
    public static func exactly(_ count: UInt64) -> Magnitude { Magnitude(least: count, most: count) }
    /// So many or more.
    public static func atLeast(_ count: UInt64) -> Magnitude { Magnitude(least: count, most: nil) }

    /// Whether nobody can say anything.
    public var isUnknown: Bool { self == .unknown }
}

extension Magnitude: CustomStringConvertible {
    /// `12`, `10 to 20`, `10 or more`, `unknown`.
    public var description: String {
        switch most {
        case least?: "\(least)"
        case let most?: "\(least) to \(most)"
        case nil: isUnknown ? "unknown" : "\(least) or more"
        }
    }
}
