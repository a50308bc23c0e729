/// What a person can ask of a controller.
public enum RightKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A copy of the data, and what is done with them (GDPR Art. 15).
    case access
    /// That what is wrong is put right (GDPR Art. 16).
    case rectification
    /// That the data are erased (GDPR Art. 17).
    case erasure
    /// That the data are kept and used for nothing else (GDPR Art. 18).
    case restriction
    /// A copy of what the person gave, to take along (GDPR Art. 20).
    case portability
    /// That processing on a public task or on legitimate interests ends (GDPR Art. 21(1)).
    case objection
    /// That direct marketing ends (GDPR Art. 21(2)).
    case marketingObjection
    /// That a human decides (GDPR Art. 22).
    case automatedDecision
    /// That a consent ends (GDPR Art. 7(3)).
    case withdrawal
    /// That data are neither sold nor shared for advertising (Cal. Civ. Code 1798.120).
    case optOutOfSale
    /// That sensitive data are used for what was asked for and nothing else (Cal. Civ. Code 1798.121).
    case limitSensitive
    /// That something was done wrongly.
    case complaint
    /// That a refusal is looked at again.
    case appeal

    /// Whether it only stops something, so that nobody is asked who they are and nothing is weighed.
    public var isAbsolute: Bool {
        switch self {
        case .marketingObjection, .withdrawal, .optOutOfSale, .limitSensitive: true
        default: false
        }
    }
}
