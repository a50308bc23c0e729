public import CustodyModel

/// What is held back while an incident is contained. It works on the next decision, is recorded, and can be released.
public enum ContainmentAct: Hashable, Sendable, CustomStringConvertible {
    /// A principal may do nothing.
    case suspendPrincipal(PrincipalID)
    /// A role gives nothing, nor does any that inherits it.
    case suspendRole(RoleID)
    /// Nothing is done for a purpose, or for one below it.
    case freezePurpose(Purpose)
    /// Nothing of a category is used, or of one below it.
    case freezeCategory(DataCategory)
    /// The log is not exported, and nobody is given several people's data at once.
    case stopExports
    /// The keys that sign the log are replaced, once.
    case replaceKeys

    /// What it does, without saying to whom.
    public var description: String {
        switch self {
        case .suspendPrincipal: "suspends a principal"
        case .suspendRole(let role): "suspends the role '\(role)'"
        case .freezePurpose(let purpose): "freezes the purpose '\(purpose)'"
        case .freezeCategory(let category): "freezes the category '\(category)'"
        case .stopExports: "stops exports"
        case .replaceKeys: "replaces the keys that sign the log"
        }
    }
}
