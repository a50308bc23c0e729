/// What makes processing lawful. GDPR Art. 6(1) is built in; another law's bases are further values.
public struct LawfulBasis: Name {
    /// `law:article`, such as `gdpr:6(1)(a)`.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Consent. Source: GDPR Art. 6(1)(a).
    public static let consent: LawfulBasis = "gdpr:6(1)(a)"
    /// Contract with the person. Source: GDPR Art. 6(1)(b).
    public static let contract: LawfulBasis = "gdpr:6(1)(b)"
    /// A duty set by law. Source: GDPR Art. 6(1)(c).
    public static let legalObligation: LawfulBasis = "gdpr:6(1)(c)"
    /// Somebody's vital interests. Source: GDPR Art. 6(1)(d).
    public static let vitalInterests: LawfulBasis = "gdpr:6(1)(d)"
    /// A public task. Source: GDPR Art. 6(1)(e).
    public static let publicTask: LawfulBasis = "gdpr:6(1)(e)"
    /// Legitimate interests that the person's do not override. Source: GDPR Art. 6(1)(f).
    public static let legitimateInterests: LawfulBasis = "gdpr:6(1)(f)"

    /// The six bases of the GDPR.
    public static let gdpr: [LawfulBasis] = [
        .consent, .contract, .legalObligation, .vitalInterests, .publicTask, .legitimateInterests,
    ]

    /// Whether the basis belongs to the GDPR but is none of its six: most likely a misspelling.
    public var isUnknownToGDPR: Bool { rawValue.hasPrefix("gdpr:") && !Self.gdpr.contains(self) }

    /// The term of the Data Privacy Vocabulary 2.3. Source: W3C DPV 2.3, `https://w3id.org/dpv/legal/eu/gdpr#`.
    public var iri: String? {
        guard let place = Self.gdpr.firstIndex(of: self) else { return nil }
        return "https://w3id.org/dpv/legal/eu/gdpr#A6-1-" + ["a", "b", "c", "d", "e", "f"][place]
    }
}
