/// The words that notices are made of, in one language. A host passes its own table for another.
public struct NoticeStrings: Hashable, Sendable {
    /// The language, such as `en`.
    public var language: String
    /// The heading of a notice to an authority.
    public var authorityTitle: String
    /// The heading of a notice to people.
    public var peopleTitle: String
    /// The headings of the items. One that has none shows its name.
    public var headings: [NoticeItem: String]
    /// What stands where something is not known yet.
    public var missing: String
    /// The names of the phases.
    public var phases: [BreachNotice.Phase: String]

    /// A table from its parts.
    public init(
        language: String, authorityTitle: String, peopleTitle: String, headings: [NoticeItem: String], missing: String,
        phases: [BreachNotice.Phase: String]
    ) {
        self.language = language
        self.authorityTitle = authorityTitle
        self.peopleTitle = peopleTitle
        self.headings = headings
        self.missing = missing
        self.phases = phases
    }

    /// In English.
    public static let english = NoticeStrings(
        language: "en", authorityTitle: "Notification of a personal data breach",
        peopleTitle: "What happened to your personal data",
        headings: [
            .nature: "What happened", .scope: "How far it reaches", .occurred: "When it happened",
            .aware: "Since when we are aware of it", .cause: "What brought it about",
            .culprit: "What we found about who brought it about", .peopleKinds: "Whose data it is", .people: "How many people",
            .dataKinds: "Which data", .records: "How many records", .contact: "Whom to ask",
            .consequences: "What may come of it", .measures: "What we do about it", .advice: "What you can do",
            .reasonsForDelay: "Why we tell it only now", .riskReasons: "How we judge the risk",
            .noticesSent: "Who has been told", .suspectedMalice: "Whether malice is suspected",
            .crossBorder: "Whether other countries are concerned", .impact: "How severe it is",
            .indicators: "Signs of the attack", .lawEnforcement: "Whether the police know",
            .lawEnforcementDelay: "Whether the police asked us to wait",
            .identityProtection: "Protection against theft of your identity",
            .creditAgencies: "Credit agencies", .sample: "What we tell the people",
        ],
        missing: "Not known yet; we will tell it as soon as it is.",
        phases: [.initial: "First notice", .supplement: "Further information", .final: "Final notice"])
}
