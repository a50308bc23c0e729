public import CustodyModel

/// A part in the handling of an incident. The names are an open list: a host adds its own.
public struct ResponseRole: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Leads the handling.
    public static let lead: ResponseRole = "lead"
    /// Writes down what happens.
    public static let scribe: ResponseRole = "scribe"
    /// Knows the systems.
    public static let expert: ResponseRole = "expert"
    /// The data protection officer.
    public static let dataProtectionOfficer: ResponseRole = "dataProtectionOfficer"
    /// Speaks with the authority.
    public static let authorityLiaison: ResponseRole = "authorityLiaison"
    /// Speaks with the people.
    public static let peopleLiaison: ResponseRole = "peopleLiaison"
    /// Counsel.
    public static let counsel: ResponseRole = "counsel"
}
