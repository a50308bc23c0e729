import CustodyModel

// The laws of the European Union, transcribed; see Regime+Clauses.swift for how to read them. Checked 2026-11-23.

extension Regime {
    /// The laws of the European Union.
    static let unionLaws: [Regime] = [.gdpr, .nis2, .dora, .cyberResilience, .ePrivacy611, .eIDAS]

    /// The General Data Protection Regulation. Source: Reg. (EU) 2016/679 Art. 33, 34, 4(12); rec. 85-88.
    public static let gdpr = Regime(
        "eu-gdpr", "GDPR", in: "EU/EEA", by: "Reg. (EU) 2016/679 Art. 33, 34, 4(12); rec. 85-88", .primary,
        since: CivilDate(year: 2018, month: 5, day: 25), counting: .union,
        sources: [
            "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
            "https://github.com/coolharsh55/GDPRtEXT",
            "https://www.addleshawgoddard.com/en/insights/insights-briefings/2026/data-protection/eu-digital-omnibus-edpb-edps-joint-opinion",
        ],
        remark: "COM(2025) 837 would make it 96 hours and high risk only; it was not law on the day of the check.",
        clauses: [
            // Without undue delay and, where feasible, within 72 hours; unless a risk is unlikely; late only with reasons.
            Clause(
                "33(1)", to: .authority, after: .awareness, within: .elapsedHours(72), isWhereFeasible: true,
                if: .risk(.risk), latenessNeedsReason: true, isPhased: true, reference: "GDPR Art. 33(1)"),
            // A processor judges no risk. EDPB 9/2022: the controller is normally aware once it is told.
            Clause(
                "33(2)", to: .controller, after: .awareness, within: .none(text: "without undue delay"),
                reference: "GDPR Art. 33(2)"),
            // Facts, effects and remedial action of any breach, also of one that is not notified.
            Clause("33(5)", to: .register, after: .anyBreach, within: .none(text: "always"), reference: "GDPR Art. 33(5)"),
            // No number: the 72 hours of Art. 33 are not those of Art. 34.
            Clause(
                "34(1)", to: .dataSubjects, after: .awareness, within: .none(text: "without undue delay"), if: .risk(.high),
                exceptions: [
                    "34(3)(a): unintelligible to whoever is not authorised", "34(3)(b): later measures removed the high risk",
                    "34(3)(c): disproportionate effort; then a public communication",
                ],
                reference: "GDPR Art. 34(1)"),
        ])

    /// The NIS2 Directive, which national law carries out. Source: Dir. (EU) 2022/2555 Art. 23.
    public static let nis2 = Regime(
        "eu-nis2", "NIS2", in: "EU (via national law)", binding: "essential and important entities",
        by: "Dir. (EU) 2022/2555 Art. 23", .primary, since: CivilDate(year: 2024, month: 10, day: 18),
        counting: .unionDirective, bindsAnyRole: true,
        sources: [
            "https://eur-lex.europa.eu/eli/dir/2022/2555/oj",
            "https://www.nis-2-directive.com/NIS_2_Directive_Article_41.html",
        ],
        remark: """
            National law names the authority. Financial entities report under DORA instead (Art. 4). The month runs from \
            the notification, not from awareness.
            """,
        clauses: [
            Clause(
                "earlyWarning", to: .authority, title: "early warning to the CSIRT or authority", after: .awareness,
                within: .elapsedHours(24), if: .question("the incident is significant")),
            Clause(
                "notification", to: .authority, title: "notification to the CSIRT or authority", after: .awareness,
                within: .elapsedHours(72), periods: [.trustServiceProvider: .elapsedHours(24)],
                if: .question("the incident is significant")),
            Clause(
                "intermediate", to: .authority, title: "intermediate report", after: .onRequest,
                within: .none(text: "on request"), if: .question("the incident is significant")),
            Clause(
                "final", to: .authority, title: "final report", after: .incidentNotificationSent, following: "notification",
                within: .months(1), if: .question("the incident is significant")),
            Clause(
                "ongoing", to: .authority, title: "final report on what was still going on", after: .incidentHandled,
                within: .months(1), if: .question("the incident is significant")),
            Clause(
                "recipients", to: .dataSubjects, title: "recipients of the services", after: .awareness,
                within: .none(text: "without undue delay, where appropriate"),
                if: .question("telling recipients of the services is appropriate")),
        ])

    /// DORA: major incidents of financial entities. Source: Reg. (EU) 2022/2554 Art. 19; Del. Reg. (EU) 2025/301 Art. 5.
    public static let dora = Regime(
        "eu-dora", "DORA major ICT incident", in: "EU", binding: "financial entities",
        by: "Reg. (EU) 2022/2554 Art. 19; Del. Reg. (EU) 2025/301 Art. 5", .primary,
        since: CivilDate(year: 2025, month: 1, day: 17), counting: .dora, bindsAnyRole: true,
        sources: [
            "https://eur-lex.europa.eu/eli/reg/2022/2554/oj",
            "https://eur-lex.europa.eu/eli/reg_del/2025/301/oj",
        ],
        remark: """
            Both later periods run from the report before, not from the classification. Credit institutions, central \
            counterparties, trading venues and NIS2 entities have no noon for the first two reports. Who cannot meet a \
            limit says so before it ends.
            """,
        clauses: [
            Clause(
                "initial", to: .authority, title: "initial notification", after: .classificationAsMajor,
                within: .elapsedHours(4), cap: Duty.Cap(.elapsedHours(24), after: .awareness)),
            Clause(
                "intermediate", to: .authority, title: "intermediate report", after: .initialNotificationSent,
                following: "initial", within: .elapsedHours(72)),
            Clause(
                "final", to: .authority, title: "final report", after: .intermediateReportSent, following: "intermediate",
                within: .months(1)),
            Clause(
                "clients", to: .dataSubjects, title: "clients", after: .awareness, within: .none(text: "without undue delay"),
                if: .question("clients have financial interests in it")),
        ])

    static let cyberResilience = Regime(
        "eu-cra", "Cyber Resilience Act", in: "EU", binding: "makers of products with digital elements",
        by: "Reg. (EU) 2024/2847 Art. 14", .primary, since: CivilDate(year: 2026, month: 9, day: 11), counting: .union,
        bindsAnyRole: true,
        sources: [
            "https://eur-lex.europa.eu/eli/reg/2024/2847/oj"
        ],
        clauses: [
            Clause(
                "earlyWarning", to: .authority, title: "early warning on the single platform", after: .awareness,
                within: .elapsedHours(24), if: .question("a vulnerability is exploited, or a severe incident hit a product")),
            Clause(
                "notification", to: .authority, title: "notification on the single platform", after: .awareness,
                within: .elapsedHours(72), if: .question("a vulnerability is exploited, or a severe incident hit a product")),
            Clause(
                "finalVulnerability", to: .authority, title: "final report on a vulnerability",
                after: .correctiveMeasureAvailable, within: .calendarDays(14),
                if: .question("a vulnerability is exploited, or a severe incident hit a product")),
            Clause(
                "finalIncident", to: .authority, title: "final report on an incident", after: .incidentNotificationSent,
                following: "notification", within: .months(1),
                if: .question("a vulnerability is exploited, or a severe incident hit a product")),
        ])

    static let ePrivacy611 = Regime(
        "eu-eprivacy-611", "ePrivacy breach regulation", in: "EU", binding: "providers of public electronic communications",
        by: "Dir. 2002/58 Art. 4; Reg. (EU) 611/2013 Art. 2-4", .severalSecondary,
        since: CivilDate(year: 2013, month: 8, day: 25), counting: .union, bindsAnyRole: true,
        sources: [
            "https://www.lexology.com/library/detail.aspx?g=9c3325ac-96dd-4f6e-8e41-b440e21d72f6",
            "https://www.fieldfisher.com/en/services/privacy-security-and-information/privacy-security-and-information-law-blog/european-commission-adopts-technical-implementing-measures-for-data-breaches",
            "https://databreaches.net/?p=28518",
            "https://www.lexology.com/library/detail.aspx?g=63d509e2-cc6e-4d13-967e-6c5702100f23",
        ],
        remark: "The three days run from the first notification, not from the detection.",
        clauses: [
            Clause(
                "first", to: .authority, title: "first notification", after: .detection, within: .elapsedHours(24),
                isWhereFeasible: true, isPhased: true),
            Clause(
                "second", to: .authority, title: "second notification, where data was missing",
                after: .initialNotificationSent, following: "first", within: .calendarDays(3)),
            Clause(
                "subscribers", to: .dataSubjects, title: "subscribers and others", after: .detection,
                within: .none(text: "without undue delay"), if: .question("adverse effect on data or privacy is likely"),
                exceptions: ["the data cannot be read"]),
        ])

    static let eIDAS = Regime(
        "eu-eidas", "eIDAS trust services", in: "EU", binding: "providers of trust services",
        by: "Reg. 910/2014 Art. 19(2) (deleted by NIS2), now NIS2 Art. 23(4) proviso and Reg. 2024/1183 Art. 19a / 24(2)(fb)",
        .unverified, since: CivilDate(year: 2024, month: 10, day: 18), counting: .union, bindsAnyRole: true,
        sources: [],
        clauses: [
            Clause(
                "authority", to: .authority, title: "supervisory body; the data protection authority where data is concerned",
                after: .awareness, within: .elapsedHours(24),
                if: .question("the effect on the service or the data is significant")),
            Clause(
                "users", to: .dataSubjects, title: "whoever uses the service", after: .awareness,
                within: .none(text: "without undue delay"), if: .question("adverse effect is likely")),
        ])
}
