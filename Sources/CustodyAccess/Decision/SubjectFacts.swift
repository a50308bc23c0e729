/// What the ledgers say about a person's will, for the purpose of one request.
public struct SubjectFacts: Hashable, Sendable {
    /// What is known about consent to the purpose.
    public enum ConsentFact: String, Hashable, Sendable, CaseIterable, Codable {
        /// The person was never asked.
        case notAsked
        /// The person consents.
        case given
        /// The person was asked and said no.
        case refused
        /// The person consented once and does no more.
        case withdrawn
        /// The ledger could not be read. Unknown is not yes.
        case unknown
    }

    /// Consent to the purpose.
    public var consent: ConsentFact
    /// Whether the person objects to the purpose (GDPR Art. 21).
    public var objected: Bool
    /// Whether processing about the person is restricted (GDPR Art. 18).
    public var restricted: Bool

    /// Whether the person is a minor; nil when that is not known.
    public var isMinor: Bool?

    /// Facts from their parts.
    public init(consent: ConsentFact, objected: Bool = false, restricted: Bool = false, isMinor: Bool? = nil) {
        self.consent = consent
        self.objected = objected
        self.restricted = restricted
        self.isMinor = isMinor
    }

    /// For actions that are about nobody in particular, such as changing the policy.
    ///
    /// It does not stand for a ledger that cannot be read: an objection that cannot be looked up is no absent objection.
    public static let nobody = SubjectFacts(consent: .unknown)
}
