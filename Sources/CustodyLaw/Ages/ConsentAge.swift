public import CustodyModel

/// From which age a person consents alone to a service of the information society that is offered to children (GDPR Art. 8),
/// or to what another law has in its place. Data: a host adds, replaces and dates rows.
public struct ConsentAge: Hashable, Sendable {
    /// Whose law, as an ISO 3166 code.
    public var country: String
    /// From how many years on; nil where the law names no age.
    public var years: Int?
    /// What must not be got wrong, in our own words.
    public var remark: String
    /// Where it stands and how well it was checked.
    public var source: LegalSource
    /// The first day on which it held; nil when that is not known.
    public var validFrom: CivilDate?
    /// The last day on which it held; nil while it holds.
    public var validTo: CivilDate?

    /// A row from its parts.
    public init(
        _ country: String, _ years: Int?, _ verification: LegalSource.Verification, by reference: String = "GDPR Art. 8(1)",
        remark: String = "", validFrom: CivilDate? = nil, validTo: CivilDate? = nil
    ) {
        self.country = country
        self.years = years
        self.remark = remark
        source = LegalSource(reference, text: "", verification: verification)
        self.validFrom = validFrom
        self.validTo = validTo
    }

    func holds(on day: CivilDate) -> Bool {
        validFrom.map { $0 <= day } ?? true && validTo.map { day <= $0 } ?? true
    }
}
