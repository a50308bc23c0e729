public import CustodyModel

/// The assessment of legitimate interests (GDPR Art. 6(1)(f)): the interest, that the data is needed for it, and that the person's
/// interests do not override it.
public struct InterestsAssessment: Hashable, Sendable, Codable {
    /// The interest.
    public var interest: String
    /// Why it cannot be reached with less.
    public var necessity: String
    /// Why it prevails.
    public var balance: String
    /// Whether it prevails.
    public var prevails: Bool
    /// Where the assessment is.
    public var document: String
    /// When it was made.
    public var madeAt: Instant

    /// An assessment from its parts.
    public init(
        interest: String, necessity: String, balance: String, prevails: Bool, document: String, madeAt: Instant
    ) {
        self.interest = interest
        self.necessity = necessity
        self.balance = balance
        self.prevails = prevails
        self.document = document
        self.madeAt = madeAt
    }
}
