/// How many people or records, as far as it is known. Nobody has to know a number to say something.
public struct Magnitude: Hashable, Sendable, Codable {
    /// Why two numbers are no count.
    public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// At most fewer than at least: one of the two is a mistake, and nobody can tell which.
        case mostBelowLeast

        /// In words, without the numbers.
        public var description: String { "the most is fewer than the least; correct the one that is wrong" }
    }

    /// At least so many.
    public let least: UInt64
    /// At most so many, never fewer than at least; nil when nobody knows.
    public let most: UInt64?

    private init(_ least: UInt64, _ most: UInt64?) { (self.least, self.most) = (least, most) }

    /// From so many to so many; nil for the most when nobody knows.
    ///
    /// - Throws: ``Refusal`` when the most is fewer than the least.
    public init(least: UInt64, most: UInt64?) throws(Refusal) {
        if let most, most < least { throw .mostBelowLeast }
        self.init(least, most)
    }

    /// Nothing is known.
    public static let unknown = Magnitude(0, nil)
    /// Exactly so many.
    public static func exactly(_ count: UInt64) -> Magnitude { Magnitude(count, count) }
    /// So many or more.
    public static func atLeast(_ count: UInt64) -> Magnitude { Magnitude(count, nil) }
    /// So many, and up to so many further ones.
    public static func atLeast(_ count: UInt64, andUpTo further: UInt64) -> Magnitude {
        Magnitude(count, count + min(further, .max - count))
    }

    private enum CodingKeys: String, CodingKey { case least, most }

    /// Reads what was written. Two numbers the wrong way round could be written once, and are read as what lies between them: laws that
    /// ask for a number find the same in it. What a person gives anew goes through ``init(least:most:)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let first = try container.decode(UInt64.self, forKey: .least)
        let second = try container.decodeIfPresent(UInt64.self, forKey: .most)
        self.init(min(first, second ?? first), second.map { max(first, $0) })
    }

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
