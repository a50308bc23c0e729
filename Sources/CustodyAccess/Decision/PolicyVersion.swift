/// The number of a policy in the order in which a controller adopted them: 1, 2, 3 …
public struct PolicyVersion: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The number; 0 stands before the first policy.
    public var rawValue: UInt32

    /// Names a version.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Names a version.
    public init(_ number: UInt32) { rawValue = number }

    /// Before the first policy.
    public static let zero = PolicyVersion(0)

    /// The version after this one; nil at the end of the range.
    public var next: PolicyVersion? { rawValue == .max ? nil : PolicyVersion(rawValue + 1) }

    /// Earlier first.
    public static func < (left: PolicyVersion, right: PolicyVersion) -> Bool { left.rawValue < right.rawValue }

    /// The number as text.
    public var description: String { String(rawValue) }
}
