/// The texts of the report in a language. What a translation lacks stays in English.
public struct ReportLanguage: Hashable, Sendable {
    /// The language, as BCP 47 writes it.
    public var code: String
    /// The translated texts.
    public var texts: [ReportText: String]
    /// The translated names of findings.
    public var findings: [Finding.Kind: String]

    /// A language from its parts.
    public init(_ code: String, texts: [ReportText: String], findings: [Finding.Kind: String] = [:]) {
        self.code = code
        self.texts = texts
        self.findings = findings
    }

    /// English.
    public static let english = ReportLanguage("en", texts: ReportText.english)

    /// A text, with what takes its places.
    func callAsFunction(_ text: ReportText, _ values: String...) -> String {
        ReportText.filled(texts[text] ?? text.english, values)
    }

    /// What a finding is called.
    func callAsFunction(_ kind: Finding.Kind) -> String { findings[kind] ?? kind.english }

    /// What a gravity is called.
    func callAsFunction(_ severity: Finding.Severity) -> String {
        switch severity {
        case .critical: self(ReportText.critical)
        case .high: self(ReportText.high)
        case .medium: self(ReportText.medium)
        case .low: self(ReportText.low)
        }
    }
}
