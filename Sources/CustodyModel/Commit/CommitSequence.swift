/// The place of a commit in the one order over everything a store holds: 1, 2, 3 … without gaps.
public struct CommitSequence: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The number; 0 stands before the first commit.
    public var rawValue: UInt64

    /// Names a place.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Before the first commit.
    public static let zero = CommitSequence(rawValue: 0)

    /// The place after this one.
    public var next: CommitSequence { CommitSequence(rawValue: rawValue &+ 1) }

    /// Earlier commits first.
    public static func < (left: CommitSequence, right: CommitSequence) -> Bool { left.rawValue < right.rawValue }

    /// The number as text.
    public var description: String { String(rawValue) }
}
