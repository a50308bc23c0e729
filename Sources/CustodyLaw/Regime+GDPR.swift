import CustodyModel

extension DutyID {
    /// Tell the supervisory authority. Source: GDPR Art. 33(1).
    public static let gdprAuthority: DutyID = "eu-gdpr.33(1)"
    /// Document every breach. Source: GDPR Art. 33(5).
    public static let gdprRegister: DutyID = "eu-gdpr.33(5)"
    /// Tell the people. Source: GDPR Art. 34(1).
    public static let gdprDataSubjects: DutyID = "eu-gdpr.34(1)"
}

extension Regime {
    /// The duties of a controller under the General Data Protection Regulation.
    ///
    /// Source: Regulation (EU) 2016/679 Art. 33 and 34, in application since 2018-05-25 (Art. 99(2)). Checked 2026-11-23. The
    /// Commission's proposal COM(2025) 837 (96 hours, high risk only) was not law on that day.
    public static let gdpr: Regime = {
        let text = "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
        let inApplication = CivilDate(daysSince1970: 17_676)  // 2018-05-25
        func source(_ article: String) -> LegalSource {
            LegalSource("GDPR Art. \(article)", text: text, verification: .primary)
        }
        return Regime(
            "eu-gdpr", title: "GDPR", jurisdiction: "EU/EEA", asOf: CivilDate(daysSince1970: 20_780),  // 2026-11-23
            breachDuties: [
                // Without undue delay and, where feasible, within 72 hours; unless a risk is unlikely; late only with reasons.
                Duty(
                    .gdprAuthority, regime: "eu-gdpr", to: .authority, after: .awareness, within: .elapsedHours(72),
                    from: .risk, latenessNeedsReason: true, source: source("33(1)"), validFrom: inApplication),
                // Facts, effects and remedial action of any breach, also of one that is not notified.
                Duty(
                    .gdprRegister, regime: "eu-gdpr", to: .register, after: .anyBreach,
                    within: .none(text: "always"), from: nil, source: source("33(5)"), validFrom: inApplication),
                // No number: the 72 hours of Art. 33 are not those of Art. 34.
                Duty(
                    .gdprDataSubjects, regime: "eu-gdpr", to: .dataSubjects, after: .awareness,
                    within: .none(text: "without undue delay"), from: .high,
                    exceptions: [
                        "34(3)(a): unintelligible to whoever is not authorised",
                        "34(3)(b): later measures removed the high risk",
                        "34(3)(c): disproportionate effort; then a public communication",
                    ],
                    source: source("34(1)"), validFrom: inApplication),
            ])
    }()
}
