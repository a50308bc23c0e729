/// Why a decision is what it is. The set is closed, so that a host can explain every answer; raw values are written to logs.
public enum AccessReason: String, Hashable, Sendable, CaseIterable, Codable {
    /// A rule permits it.
    case permitted
    /// The policy does not know the principal.
    case unknownPrincipal
    /// The principal holds no role.
    case noRole
    /// The principal holds roles that exclude each other.
    case separationOfDuty
    /// The policy engine failed or gave no sensible answer.
    case engineFailed
    /// The session is older than its answers may be.
    case sessionStale
    /// The principal is not authenticated well enough.
    case weakAuthentication
    /// Data are asked for without saying why.
    case purposeNotNamed
    /// The controller does not process data for the purpose.
    case purposeNotDeclared
    /// No rule of the principal's roles permits it.
    case noRule
    /// The purpose needs consent and the person was not asked.
    case noConsent
    /// The purpose needs consent and the person refused.
    case consentRefused
    /// The purpose needs consent and the person withdrew it.
    case consentWithdrawn
    /// The purpose needs consent and it could not be looked up.
    case consentUnknown
    /// The person objects to the purpose.
    case objected
    /// Processing about the person is restricted.
    case restricted
    /// Special categories are asked for and the purpose has no condition that allows them.
    case specialCategoryWithoutCondition
    /// Criminal data are asked for and the purpose names no law that allows them.
    case criminalDataWithoutLaw

    /// The reason for a person to read.
    public var sentence: String {
        switch self {
        case .permitted: "A rule of the policy permits it."
        case .unknownPrincipal: "The policy does not know who is asking."
        case .noRole: "Whoever is asking holds no role."
        case .separationOfDuty: "Whoever is asking holds roles that must not be held together."
        case .engineFailed: "The policy could not be asked, and what cannot be asked is denied."
        case .sessionStale: "The session is too old; open a new one."
        case .weakAuthentication: "Whoever is asking must authenticate more strongly."
        case .purposeNotNamed: "Personal data are used for a purpose only, and none was named."
        case .purposeNotDeclared: "The policy does not declare the purpose."
        case .noRule: "No rule of the roles held permits it."
        case .noConsent: "The purpose needs the person's consent, and the person was not asked."
        case .consentRefused: "The purpose needs the person's consent, and the person refused."
        case .consentWithdrawn: "The purpose needs the person's consent, and the person withdrew it."
        case .consentUnknown: "The purpose needs the person's consent, and it could not be looked up."
        case .objected: "The person objects to the purpose (GDPR Art. 21)."
        case .restricted: "Processing about the person is restricted (GDPR Art. 18)."
        case .specialCategoryWithoutCondition: "The purpose has no condition that allows special categories (GDPR Art. 9(2))."
        case .criminalDataWithoutLaw: "The purpose names no law that allows criminal data (GDPR Art. 10)."
        }
    }

    /// Its bit in a set. Written out: the order of the cases may change, the bits may not.
    var bit: UInt32 {
        switch self {
        case .permitted: 1 << 0
        case .unknownPrincipal: 1 << 1
        case .noRole: 1 << 2
        case .separationOfDuty: 1 << 3
        case .engineFailed: 1 << 4
        case .sessionStale: 1 << 5
        case .weakAuthentication: 1 << 6
        case .purposeNotNamed: 1 << 7
        case .purposeNotDeclared: 1 << 8
        case .noRule: 1 << 9
        case .noConsent: 1 << 10
        case .consentRefused: 1 << 11
        case .consentWithdrawn: 1 << 12
        case .consentUnknown: 1 << 13
        case .objected: 1 << 14
        case .restricted: 1 << 15
        case .specialCategoryWithoutCondition: 1 << 16
        case .criminalDataWithoutLaw: 1 << 17
        }
    }
}
