public import CustodyModel

/// A kind of personal data, as far as laws on breaches tell kinds apart.
public struct DataKind: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Names, addresses, and what else stands in a directory.
    public static let contact: DataKind = "contact"
    /// Numbers that the state gave, and papers of identity.
    public static let identity: DataKind = "identity"
    /// Passwords and other means to log in.
    public static let credentials: DataKind = "credentials"
    /// Accounts, cards, income, debts.
    public static let financial: DataKind = "financial"
    /// Where somebody was, what somebody did, bought or looked at.
    public static let behaviour: DataKind = "behaviour"
    /// What somebody wrote or said to others.
    public static let communications: DataKind = "communications"
    /// Health, and what is told to whoever treats it.
    public static let health: DataKind = "health"
    /// The other special categories of GDPR Art. 9.
    public static let special: DataKind = "special"
    /// Convictions and offences (GDPR Art. 10).
    public static let criminal: DataKind = "criminal"
    /// What a profession keeps secret.
    public static let professionalSecrecy: DataKind = "professionalSecrecy"

    /// The special categories of GDPR Art. 9.
    public static let specialCategories: Set<DataKind> = [.health, .special]
}
