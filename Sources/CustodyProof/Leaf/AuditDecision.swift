/// How a request was answered.
public enum AuditDecision: UInt8, Hashable, Sendable, Codable, CaseIterable {
    /// Nothing was asked.
    case none = 0
    /// It was allowed.
    case permit = 1
    /// It was refused.
    case deny = 2
    /// It could not be answered.
    case error = 3
}
