public import CustodyModel

/// Who is about to ask for what: all that a policy may need to fetch before it can decide at once.
public struct AccessIntent: Hashable, Sendable {
    /// Who is asking.
    public var principal: Principal
    /// What for.
    public var action: Action
    /// Why; nil for actions that name no purpose.
    public var purpose: Purpose?
    /// Which categories are likely to be asked for.
    public var categories: CategoryMask
    /// When.
    public var at: Instant
    /// The roles to use; all that the principal holds when nil.
    public var activating: Set<RoleID>?
    /// What the host knows about the principal.
    public var facts: AccessFacts

    /// An intent from its parts.
    public init(
        principal: Principal, action: Action, purpose: Purpose?, categories: CategoryMask = .none, at: Instant,
        activating: Set<RoleID>? = nil, facts: AccessFacts = .none
    ) {
        self.principal = principal
        self.action = action
        self.purpose = purpose
        self.categories = categories
        self.at = at
        self.activating = activating
        self.facts = facts
    }
}
