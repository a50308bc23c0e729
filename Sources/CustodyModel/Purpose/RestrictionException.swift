/// Why processing for a purpose goes on although the person had it restricted (GDPR Art. 18(2)). Storing goes on anyway, and so does what
/// the person consents to.
public enum RestrictionException: String, Hashable, Sendable, Codable, CaseIterable {
    /// Legal claims are established, exercised or defended.
    case legalClaims
    /// The rights of another person are protected.
    case anotherPersonsRights
    /// Important public interest of the Union or of a Member State.
    case importantPublicInterest
}
