public import CustodyModel

/// One thing that a law wants a notice to tell. The names are ours, one for what several laws say in their own words; what the
/// library has no name for is a name of the host's.
public struct NoticeItem: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// What happened.
    public static let nature: NoticeItem = "nature"
    /// How far it reaches, and where.
    public static let scope: NoticeItem = "scope"
    /// When it happened.
    public static let occurred: NoticeItem = "occurred"
    /// Since when we are aware.
    public static let aware: NoticeItem = "aware"
    /// What brought it about.
    public static let cause: NoticeItem = "cause"
    /// What was found about who brought it about.
    public static let culprit: NoticeItem = "culprit"
    /// Which kinds of people.
    public static let peopleKinds: NoticeItem = "peopleKinds"
    /// How many people, approximately.
    public static let people: NoticeItem = "people"
    /// Which kinds of data.
    public static let dataKinds: NoticeItem = "dataKinds"
    /// How many records, approximately.
    public static let records: NoticeItem = "records"
    /// Whom to ask.
    public static let contact: NoticeItem = "contact"
    /// What will likely come of it.
    public static let consequences: NoticeItem = "consequences"
    /// What was or will be done about it.
    public static let measures: NoticeItem = "measures"
    /// What the people can do themselves.
    public static let advice: NoticeItem = "advice"
    /// Why it was not told in time.
    public static let reasonsForDelay: NoticeItem = "reasonsForDelay"
    /// How the risk was judged, and why.
    public static let riskReasons: NoticeItem = "riskReasons"
    /// Who has been told already, and when.
    public static let noticesSent: NoticeItem = "noticesSent"
    /// Whether malice is suspected.
    public static let suspectedMalice: NoticeItem = "suspectedMalice"
    /// Whether other countries are concerned.
    public static let crossBorder: NoticeItem = "crossBorder"
    /// How severe it is, and what it has an effect on.
    public static let impact: NoticeItem = "impact"
    /// What others can recognise the attack by.
    public static let indicators: NoticeItem = "indicators"
    /// Whether the police know.
    public static let lawEnforcement: NoticeItem = "lawEnforcement"
    /// Whether it is told later because the police asked for that.
    public static let lawEnforcementDelay: NoticeItem = "lawEnforcementDelay"
    /// Which service against the theft of identities the people are offered, or that none is owed.
    public static let identityProtection: NoticeItem = "identityProtection"
    /// The agencies that rate people's credit, and how to reach them.
    public static let creditAgencies: NoticeItem = "creditAgencies"
    /// A copy of what the people are told.
    public static let sample: NoticeItem = "sample"
}
