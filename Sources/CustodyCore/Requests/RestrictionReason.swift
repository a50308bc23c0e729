/// Why processing is restricted (GDPR Art. 18(1)).
public enum RestrictionReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// The person contests that the data are accurate, which is being checked (Art. 18(1)(a)).
    case accuracyContested
    /// The processing is unlawful, and the person wants no erasure (Art. 18(1)(b)).
    case insteadOfErasure
    /// The person needs the data for legal claims (Art. 18(1)(c)).
    case neededForClaims
    /// The person objected, and the grounds are weighed (Art. 18(1)(d)).
    case objectionWeighed

    var matter: OpenMatter.Kind {
        switch self {
        case .accuracyContested: .accuracyContested
        case .insteadOfErasure: .restrictionInsteadOfErasure
        case .neededForClaims: .neededForClaims
        case .objectionWeighed: .objectionWeighed
        }
    }
}
