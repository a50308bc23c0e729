import CustodyModel

// The laws of European countries outside the Union, transcribed; see Regime+Clauses.swift for how to read them. Checked 2026-11-23.

extension Regime {
    /// The laws of European countries outside the Union.
    static let europeLaws: [Regime] = [.ukGDPR, .ukPECR, .swissFADP, .turkiye]

    /// The GDPR of the United Kingdom. Source: UK GDPR Art. 33, 34.
    public static let ukGDPR = Regime(
        "uk-gdpr", "UK GDPR / DPA 2018", in: "United Kingdom", by: "UK GDPR Art. 33, 34", .severalSecondary,
        since: CivilDate(year: 2021, month: 1, day: 1),
        sources: [
            "https://bifrostindex.ai/guides/united-kingdom/breach-notification",
            "https://www.gdprledger.com/uk/guides/data-breach-notification-ico",
            "https://www.ashfords.co.uk/insights/articles/the-data-use-and-access-act-changes-for-data-subject-access-requests",
            "https://servola.de/journal/uk-data-complaints-now-have-a-clock/",
        ],
        remark: "The Data (Use and Access) Act 2025 left the 72 hours as they were.",
        clauses: [
            Clause(
                "33(1)", to: .authority, after: .awareness, within: .elapsedHours(72), isWhereFeasible: true,
                if: .risk(.risk), latenessNeedsReason: true, isPhased: true),
            Clause(
                "34(1)", to: .dataSubjects, after: .awareness, within: .none(text: "without undue delay"), if: .risk(.high),
                exceptions: ["as under GDPR Art. 34(3)"]),
            Clause("33(2)", to: .controller, after: .awareness, within: .none(text: "without undue delay")),
            Clause("33(5)", to: .register, after: .anyBreach, within: .none(text: "always")),
        ])

    static let ukPECR = Regime(
        "uk-pecr", "PECR reg. 5A", in: "United Kingdom", binding: "providers of public electronic communications",
        by: "SI 2003/2426 reg. 5A as amended by DUAA 2025", .oneSecondary, since: CivilDate(year: 2025, month: 8, day: 20),
        bindsAnyRole: true,
        sources: [
            "https://threatcluster.io/article/personal-data-breaches-a-guide-ef54fc0d"
        ],
        remark: "24 hours until 2025-08-19.",
        clauses: [
            // The fact sheet says until when, and not since when.
            Clause(
                "authority.2024", to: .authority, title: "ICO", after: .awareness, within: .elapsedHours(24),
                isWhereFeasible: true,
                until: CivilDate(year: 2025, month: 8, day: 19)),
            Clause(
                "authority", to: .authority, title: "ICO", after: .awareness, within: .elapsedHours(72),
                isWhereFeasible: true),
            Clause(
                "subscribers", to: .dataSubjects, title: "subscribers and users", after: .awareness,
                within: .none(text: "without undue delay"), if: .question("adverse effect on data or privacy is likely")),
        ])

    static let swissFADP = Regime(
        "ch-fadp", "revised FADP", in: "Switzerland", by: "FADP (DSG) Art. 24; DPO/DSV Art. 15", .primary,
        since: CivilDate(year: 2023, month: 9, day: 1),
        sources: [
            "https://lawbrary.ch/law/art/DSG-v2023.09-en-art-24"
        ],
        remark: "High risk for the authority too, and no hours.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "FDPIC", after: .awareness, within: .none(text: "as quickly as possible"),
                if: .risk(.high)),
            Clause(
                "individuals", to: .dataSubjects, after: .awareness,
                within: .none(text: "where needed for their protection, or the FDPIC asks"),
                if: .question("people need it for their protection, or the FDPIC asks"),
                exceptions: [
                    "a duty of secrecy", "impossible or out of proportion", "a public announcement informs as well",
                    "the grounds of Art. 26",
                ]),
            Clause("controller", to: .controller, after: .awareness, within: .none(text: "as quickly as possible")),
        ])

    static let turkiye = Regime(
        "tr-kvkk", "KVKK", in: "Turkiye", by: "Law 6698 Art. 12(5); Board decision 2019/10", .oneSecondary, since: nil,
        sources: [
            "https://emincelik.av.tr/en/blog/kvkk-data-breach-notification-guide.html"
        ],
        clauses: [
            Clause(
                "authority", to: .authority, title: "KVK Board", after: .awareness, within: .elapsedHours(72),
                if: .acquisition, latenessNeedsReason: true, isPhased: true),
            Clause(
                "individuals", to: .dataSubjects, after: .identificationOfAffected,
                within: .none(text: "shortest reasonable time")),
        ])
}
