/// A purpose as a controller declares it, once, with the basis that makes it lawful.
public struct PurposeDeclaration: Hashable, Sendable, Codable {
    /// The purpose.
    public var purpose: Purpose
    /// What makes processing for it lawful.
    public var basis: LawfulBasis
    /// Why the basis holds; for legitimate interests the balancing against the person's interests, which must be there.
    public var note: String?
    /// Which condition recognised legitimate interests meet, which must be there for them, and for them alone.
    public var recognisedInterest: RecognisedInterest?
    /// What additionally allows special categories of data; nil when none may be processed for the purpose.
    public var specialCondition: SpecialCategoryCondition?
    /// The law that allows processing of criminal convictions and offences (GDPR Art. 10); nil when none may be processed.
    public var criminalDataLaw: String?
    /// Whether it is a service of the information society that is offered to children, so that a child's consent may need a
    /// guardian's (GDPR Art. 8); nil for no.
    public var offeredToChildren: Bool?
    /// Why processing for the purpose goes on under a restriction (GDPR Art. 18(2)); nil when it does not.
    public var restrictionException: RestrictionException?

    /// A declaration from its parts.
    public init(
        _ purpose: Purpose, basis: LawfulBasis, note: String? = nil, recognisedInterest: RecognisedInterest? = nil,
        specialCondition: SpecialCategoryCondition? = nil, criminalDataLaw: String? = nil, offeredToChildren: Bool? = nil,
        restrictionException: RestrictionException? = nil
    ) {
        self.purpose = purpose
        self.basis = basis
        self.note = note
        self.recognisedInterest = recognisedInterest
        self.specialCondition = specialCondition
        self.criminalDataLaw = criminalDataLaw
        self.offeredToChildren = offeredToChildren
        self.restrictionException = restrictionException
    }

    /// The basis, with the condition that it rests on where there is one.
    package var statedBasis: String {
        recognisedInterest.map { "\(basis) (\($0.rawValue), \($0.reference))" } ?? basis.rawValue
    }

    /// Whether processing needs a live consent of the person: by its basis, or by the condition for special categories.
    public var needsConsent: Bool { basis == .consent || specialCondition == .explicitConsent }

    /// Whether processing for the purpose goes on under a restriction: what the law itself sets, legal claims, and what is declared so.
    public var survivesRestriction: Bool {
        restrictionException != nil || purpose.isWithin(.legalClaims) || Purpose.builtIn.contains { $0.purpose == purpose }
    }
}
