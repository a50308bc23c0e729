/// Whether data that is processed on a basis is open to a right.
public enum RightAnswer: Hashable, Sendable {
    /// It is.
    case yes
    /// It is where this holds.
    case when(Condition)
    /// It is not.
    case no

    /// What has to hold.
    public enum Condition: String, Hashable, Sendable, CaseIterable {
        /// Consent was withdrawn, and nothing else allows the processing (Art. 17(1)(b)).
        case noOtherGround
        /// The data are no longer necessary, or the processing is unlawful (Art. 17(1)(a), (d)).
        case unnecessaryOrUnlawful
        /// As far as the duty or the task does not need the data (Art. 17(3)(b)).
        case asFarAsNotNeeded
        /// An objection was upheld, or the data are no longer necessary (Art. 17(1)(a), (c)).
        case objectionUpheld
        /// One of the reasons of Art. 18(1)(a) to (c).
        case restrictionReason
        /// One of the reasons of Art. 18(1)(a) to (c), or an objection is being weighed (Art. 18(1)(d)).
        case restrictionReasonOrObjection
        /// The person gave the data, and they are processed by automated means (Art. 20(1)).
        case givenAndAutomated
        /// Unless compelling grounds or legal claims prevail, which the controller shows (Art. 21(1)).
        case noCompellingGrounds
        /// The processing is direct marketing (Art. 21(2)).
        case directMarketing
    }

    /// Whether it can be.
    public var isPossible: Bool { self != .no }
}
