public import CustodyModel

/// Why a decision is what it is, and what would change it.
public struct AccessExplanation: Hashable, Sendable, CustomStringConvertible {
    /// What would turn a denial, or a part of one, into a permit.
    public enum Remedy: Hashable, Sendable, CustomStringConvertible {
        /// Renew a training.
        case renewTraining(TrainingID)
        /// Authenticate at this level.
        case authenticate(Int)
        /// Ask within these hours.
        case askWithin(Condition)
        /// Open a break-glass ticket that reaches the category.
        case openTicket
        /// Have a second person approve.
        case obtainApproval
        /// Ask for fewer records.
        case askForFewer(Int)
        /// Have this condition hold, or be known to.
        case satisfy(Condition)
        /// See that this condition does not hold, and that this is known.
        case avoid(Condition)
        /// Ask about a record of this part of the organisation, and say of which it is.
        case stayWithin(UnitName)
        /// Meet these obligations.
        case meet(Obligations)
        /// Be given one of these roles.
        case obtainRole(RoleID)
        /// Use this role, which is the principal's own.
        case activate(RoleID)
        /// Ask for a purpose for which it is permitted.
        case usePurpose(Purpose)
        /// Open a new session.
        case openNewSession
        /// Ask the person for consent.
        case askForConsent
        /// Use fewer of the roles that exclude each other.
        case activateFewer

        /// What to do.
        public var description: String {
            switch self {
            case .renewTraining(let name): "renew training '\(name)'"
            case .authenticate(let level): "authenticate at level \(level)"
            case .askWithin(let condition): "ask when \(condition)"
            case .openTicket: "open a break-glass ticket for the category"
            case .obtainApproval: "have a second person approve"
            case .askForFewer(let count): "ask for no more than \(count) records"
            case .satisfy(let condition): "see that \(condition), and that it is known"
            case .avoid(let condition): "it is permitted only when it is known that not: \(condition)"
            case .stayWithin(let unit): "ask about a record of unit '\(unit)'"
            case .meet(let obligations): "meet the obligations \(obligations)"
            case .obtainRole(let role): "be given role '\(role)'"
            case .activate(let role): "use role '\(role)'"
            case .usePurpose(let purpose): "ask for purpose '\(purpose)'"
            case .openNewSession: "open a new session"
            case .askForConsent: "ask the person for consent"
            case .activateFewer: "use fewer of the roles that exclude each other"
            }
        }
    }

    /// A permission that almost applied.
    public struct NearMiss: Hashable, Sendable {
        /// The permission.
        public var permission: EffectivePermission
        /// What is missing; each must be done.
        public var remedies: [Remedy]
    }

    /// The decision.
    public var decision: AccessDecision
    /// The rules that gave.
    public var giving: [EffectivePermission]
    /// The rules that took away.
    public var taking: [EffectivePermission]
    /// The permissions that almost applied, those with the least missing first.
    public var nearMisses: [NearMiss]
    /// What would help beside the near misses.
    public var remedies: [Remedy]

    /// The explanation for a person to read.
    public var description: String {
        var lines = ["\(decision.outcome.rawValue), policy \(decision.policyVersion)"]
        lines += decision.reasons.all.map { "  because: \($0.sentence)" }
        func way(_ permission: EffectivePermission) -> String {
            "\(permission.name) of \(permission.path.map(\.rawValue).joined(separator: " → "))"
        }
        lines += giving.map { "  given by rule \(way($0))" }
        lines += taking.map { "  taken away by rule \(way($0))" }
        lines += nearMisses.map { miss in
            "  rule \(way(miss.permission)) would permit it: \(miss.remedies.map(\.description).joined(separator: "; "))"
        }
        lines += remedies.map { "  \($0)" }
        return lines.joined(separator: "\n")
    }
}
