/// Why a decision is what it is. The set is closed, so that a host can explain every answer; raw values are written to logs.
public enum AccessReason: String, Hashable, Sendable, CaseIterable, Codable {
    /// A rule permits it.
    case permitted
    /// The policy does not know the principal.
    case unknownPrincipal
    /// The principal holds no role.
    case noRole
    /// An incident holds it back.
    case contained
    /// The principal's roles are suspended until somebody reviews them.
    case suspended
    /// The principal's roles have ended.
    case grantExpired
    /// The principal's roles have not begun.
    case grantNotStarted
    /// A role that was to be used is not the principal's, or none was to be used.
    case roleInactive
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
    /// A rule forbids it.
    case forbidden
    /// A rule would permit it, but a training has run out.
    case trainingNotCurrent
    /// A rule would permit it at another time.
    case outsideHours
    /// A rule would permit it with a break-glass ticket.
    case ticketMissing
    /// A rule would permit it with a second person's approval.
    case approvalMissing
    /// A rule would permit it for fewer records.
    case tooManyRecords
    /// A rule would permit it in another part of the organisation, or the record's part is not known.
    case outsideScope
    /// A rule would permit it, but a condition does not hold.
    case conditionNotMet
    /// A rule would permit it, but it is not known whether a condition holds.
    case conditionUnknown
    /// A rule would permit it to a caller that meets its obligations.
    case obligationUnsupported
    /// A rule leaves the category out.
    case droppedByRule
    /// No rule of the principal's roles permits it.
    case noRule
    /// The purpose needs consent, and none is on record that holds and covers this.
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
        case .noConsent: "The purpose needs the person's consent, and none that holds and covers this is on record."
        case .consentRefused: "The purpose needs the person's consent, and the person refused."
        case .consentWithdrawn: "The purpose needs the person's consent, and the person withdrew it."
        case .consentUnknown: "The purpose needs the person's consent, and it could not be looked up."
        case .objected: "The person objects to the purpose (GDPR Art. 21)."
        case .restricted: "Processing about the person is restricted (GDPR Art. 18)."
        case .specialCategoryWithoutCondition: "The purpose has no condition that allows special categories (GDPR Art. 9(2))."
        case .contained: "It is held back while an incident is contained."
        case .suspended: "The principal's roles are suspended until somebody reviews them."
        case .grantExpired: "The principal's roles have ended."
        case .grantNotStarted: "The principal's roles have not begun."
        case .roleInactive: "A role that was to be used is not the principal's, or none was to be used."
        case .forbidden: "A rule forbids it."
        case .trainingNotCurrent: "A rule would permit it, but a training has run out."
        case .outsideHours: "A rule would permit it at another time."
        case .ticketMissing: "A rule would permit it with a break-glass ticket."
        case .approvalMissing: "A rule would permit it with a second person's approval."
        case .tooManyRecords: "A rule would permit it for fewer records."
        case .outsideScope: "A rule would permit it in another part of the organisation, or the record's part is not known."
        case .conditionNotMet: "A rule would permit it, but a condition does not hold."
        case .conditionUnknown: "A rule would permit it, but it is not known whether a condition holds."
        case .obligationUnsupported: "A rule would permit it to a caller that meets its obligations."
        case .droppedByRule: "A rule leaves the category out."
        case .criminalDataWithoutLaw: "The purpose names no law that allows criminal data (GDPR Art. 10)."
        }
    }

    /// Its bit in a set. Written out: the order of the cases may change, the bits may not.
    var bit: UInt64 {
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
        case .suspended: 1 << 18
        case .grantExpired: 1 << 19
        case .grantNotStarted: 1 << 20
        case .roleInactive: 1 << 21
        case .forbidden: 1 << 22
        case .trainingNotCurrent: 1 << 23
        case .outsideHours: 1 << 24
        case .ticketMissing: 1 << 25
        case .approvalMissing: 1 << 26
        case .tooManyRecords: 1 << 27
        case .outsideScope: 1 << 28
        case .conditionNotMet: 1 << 29
        case .conditionUnknown: 1 << 30
        case .obligationUnsupported: 1 << 31
        case .droppedByRule: 1 << 32
        case .contained: 1 << 33
        }
    }
}
