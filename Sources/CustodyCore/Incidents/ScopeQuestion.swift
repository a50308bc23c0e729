public import CustodyModel

/// Which part of the log an incident is about. At least a principal or a window must be given.
public struct ScopeQuestion: Hashable, Sendable, Codable {
    /// Only what this principal did; nil for everybody.
    public var principal: PrincipalID?
    /// Only what was done from this instant on; nil from the beginning.
    public var from: Instant?
    /// Only what was done before this instant; nil up to now.
    public var to: Instant?

    /// A question from its parts.
    public init(principal: PrincipalID? = nil, from: Instant? = nil, to: Instant? = nil) {
        self.principal = principal
        self.from = from
        self.to = to
    }
}
