public import CustodyConsent
public import CustodyLaw

/// How a person is told about data that is collected (GDPR Art. 13, 14).
public enum GivenInformation: Hashable, Sendable {
    /// The person was shown this notice, which is on record.
    case served(NoticeHash)
    /// The person need not be told.
    case exempt(InformationExemption)
}
