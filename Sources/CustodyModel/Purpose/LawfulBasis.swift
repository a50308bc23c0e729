/// What makes processing lawful. GDPR Art. 6(1) is built in, and what the UK GDPR has beside it; another law's bases are further values.
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

    /// Recognised legitimate interests: those of a closed list, with nothing to weigh; a declaration names which (``RecognisedInterest``).
    /// It is a basis in the United Kingdom alone, since 2026-02-05. Source: UK GDPR Art. 6(1)(ea), (5), inserted by the Data (Use and
    /// Access) Act 2025, s.70.
    public static let recognisedInterests: LawfulBasis = "uk-gdpr:6(1)(ea)"

    /// The six bases of the GDPR.
    public static let gdpr: [LawfulBasis] = [
        .consent, .contract, .legalObligation, .vitalInterests, .publicTask, .legitimateInterests,
    ]
    /// What the UK GDPR has beside those six, which it shares.
    public static let unitedKingdom: [LawfulBasis] = [.recognisedInterests]

    /// Whether the basis belongs to the GDPR but is none of its six: most likely a misspelling.
    public var isUnknownToGDPR: Bool { rawValue.hasPrefix("gdpr:") && !Self.gdpr.contains(self) }

    /// Whether the basis is named as one of the UK GDPR's own and is none: most likely a misspelling, or one of the six, which are named
    /// after the GDPR.
    public var isUnknownToUnitedKingdom: Bool { rawValue.hasPrefix("uk-gdpr:") && !Self.unitedKingdom.contains(self) }

    /// Whether a person can object to processing on it, so that it stops until compelling grounds are shown. Source: GDPR Art. 21(1). That
    /// UK GDPR Art. 21(1) names recognised legitimate interests too (Data (Use and Access) Act 2025, s.70) is from memory, and the
    /// conservative answer.
    public var yieldsToObjection: Bool { [.publicTask, .legitimateInterests, .recognisedInterests].contains(self) }

    /// The term of the Data Privacy Vocabulary 2.3. It has none for what the United Kingdom added, which is a legitimate interest and not
    /// that of the Union's Art. 6(1)(f): so it has the general term. Source: W3C DPV 2.3, `https://w3id.org/dpv/legal/eu/gdpr#`,
    /// `https://w3id.org/dpv#`.
    public var iri: String? {
        if self == .recognisedInterests { return "https://w3id.org/dpv#LegitimateInterest" }
        guard let place = Self.gdpr.firstIndex(of: self) else { return nil }
        return "https://w3id.org/dpv/legal/eu/gdpr#A6-1-" + ["a", "b", "c", "d", "e", "f"][place]
    }
}
