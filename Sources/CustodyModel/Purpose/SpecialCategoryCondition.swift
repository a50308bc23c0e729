/// What allows special categories of data beside the lawful basis. GDPR Art. 9(2) is built in.
public struct SpecialCategoryCondition: Name {
    /// `law:article`, such as `gdpr:9(2)(a)`.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Explicit consent. Source: GDPR Art. 9(2)(a).
    public static let explicitConsent: SpecialCategoryCondition = "gdpr:9(2)(a)"
    /// Employment and social protection law. Source: GDPR Art. 9(2)(b).
    public static let employment: SpecialCategoryCondition = "gdpr:9(2)(b)"
    /// Vital interests of a person who cannot consent. Source: GDPR Art. 9(2)(c).
    public static let vitalInterests: SpecialCategoryCondition = "gdpr:9(2)(c)"
    /// Members of a non-profit body. Source: GDPR Art. 9(2)(d).
    public static let nonProfitBody: SpecialCategoryCondition = "gdpr:9(2)(d)"
    /// The person made it public. Source: GDPR Art. 9(2)(e).
    public static let madePublic: SpecialCategoryCondition = "gdpr:9(2)(e)"
    /// Legal claims and courts. Source: GDPR Art. 9(2)(f).
    public static let legalClaims: SpecialCategoryCondition = "gdpr:9(2)(f)"
    /// Substantial public interest by law. Source: GDPR Art. 9(2)(g).
    public static let publicInterest: SpecialCategoryCondition = "gdpr:9(2)(g)"
    /// Health or social care. Source: GDPR Art. 9(2)(h).
    public static let healthCare: SpecialCategoryCondition = "gdpr:9(2)(h)"
    /// Public health by law. Source: GDPR Art. 9(2)(i).
    public static let publicHealth: SpecialCategoryCondition = "gdpr:9(2)(i)"
    /// Archives, research, statistics. Source: GDPR Art. 9(2)(j).
    public static let archiving: SpecialCategoryCondition = "gdpr:9(2)(j)"

    /// The ten conditions of the GDPR.
    public static let gdpr: [SpecialCategoryCondition] = [
        .explicitConsent, .employment, .vitalInterests, .nonProfitBody, .madePublic, .legalClaims, .publicInterest, .healthCare,
        .publicHealth, .archiving,
    ]

    /// Those that the law of the Union or of a state does not have to fill in. Source: GDPR Art. 9(2)(a), (c) to (f).
    package static let withoutFurtherLaw: Set<SpecialCategoryCondition> = [
        .explicitConsent, .vitalInterests, .nonProfitBody, .madePublic, .legalClaims,
    ]

    /// Whether the condition belongs to the GDPR but is none of its ten: most likely a misspelling.
    public var isUnknownToGDPR: Bool { rawValue.hasPrefix("gdpr:") && !Self.gdpr.contains(self) }
}
