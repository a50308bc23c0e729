/// What else holds of a leaf.
public struct AuditFlags: OptionSet, Hashable, Sendable, Codable {
    /// The byte in the leaf.
    public var rawValue: UInt8
    /// Flags from the byte.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The entry has compartments. Set by the log.
    public static let payload = AuditFlags(rawValue: 1)
    /// The entry is about exactly one subject, whose reference it carries. Set by the log.
    public static let subject = AuditFlags(rawValue: 2)
    /// Access was taken in an emergency, against the policy.
    public static let breakGlass = AuditFlags(rawValue: 4)
    /// The clock may be wrong.
    public static let clockSuspect = AuditFlags(rawValue: 8)
    /// A control body follows. Set by the log.
    public static let control = AuditFlags(rawValue: 16)

    /// What a caller may set.
    package static let callers: AuditFlags = [.breakGlass, .clockSuspect]
}
