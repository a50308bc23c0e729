import CustodyModel

// The laws of Africa and the Middle East, transcribed; see Regime+Clauses.swift for how to read them. Checked 2026-11-23.

extension Regime {
    /// The laws of Africa and the Middle East.
    static let africaAndMiddleEastLaws: [Regime] = [.southAfrica, .kenya, .nigeria, .emirates, .saudiArabia, .israel]

    static let southAfrica = Regime(
        "za-popia", "POPIA", in: "South Africa", by: "POPIA s.22, s.21(2)", .severalSecondary,
        since: CivilDate(year: 2021, month: 7, day: 1),
        sources: [
            "https://bregmans.co.za/?p=9021",
            "https://clydeco.com/zh/insights/2022/08/popia-update-not-sure-how-to-report-a-data-breach",
            "https://cyber-pro.co.za/blog/popia-section-22-notification-rules",
            "http://webiis05.mondaq.com/southafrica/security/1338680/popia-enters-the-terrible-twos",
        ],
        clauses: [
            Clause(
                "authority", to: .authority, title: "Information Regulator", after: .reasonableGroundsToBelieve,
                within: .none(text: "as soon as reasonably possible"), if: .access),
            Clause(
                "individuals", to: .dataSubjects, after: .reasonableGroundsToBelieve,
                within: .none(text: "as soon as reasonably possible"), if: .access,
                exceptions: ["nobody can say who they are", "law enforcement asks for delay"]),
            Clause(
                "responsibleParty", to: .controller, title: "responsible party, by its operator",
                after: .reasonableGroundsToBelieve, within: .none(text: "immediately")),
        ])

    static let kenya = Regime(
        "ke-dpa", "Data Protection Act 2019", in: "Kenya", by: "DPA s.43", .severalSecondary, since: nil,
        sources: [
            "https://cmadvocates.com/blog/notification-of-data-breach",
            "https://www.arxivolt.com/data-breach-notification-procedure",
        ],
        remark: "The 48 hours of a processor are in the statute.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "Data Commissioner", after: .awareness, within: .elapsedHours(72),
                if: .question("a real risk of harm"), latenessNeedsReason: true),
            Clause(
                "individuals", to: .dataSubjects, after: .awareness,
                within: .none(text: "within a reasonably practical period"), if: .question("a real risk of harm"),
                exceptions: ["nobody can say who they are", "law enforcement asks for delay", "safeguards such as encryption"]),
            Clause("controller", to: .controller, after: .awareness, within: .elapsedHours(48), isWhereFeasible: true),
        ])

    static let nigeria = Regime(
        "ng-ndpa", "NDPA 2023", in: "Nigeria", by: "NDPA s.40", .oneSecondary, since: nil,
        sources: [
            "https://www.dlapiperdataprotection.com/?c=NG&t=breach-notification"
        ],
        clauses: [
            Clause(
                "authority", to: .authority, title: "NDPC", after: .awareness, within: .elapsedHours(72), if: .risk(.risk)),
            Clause("individuals", to: .dataSubjects, after: .awareness, within: .none(text: "immediately"), if: .risk(.high)),
            Clause("controller", to: .controller, after: .awareness, within: .none(text: "on becoming aware")),
        ])

    static let emirates = Regime(
        "ae-pdpl", "UAE federal PDPL", in: "United Arab Emirates", by: "Federal Decree-Law 45/2021 Art. 9", .severalSecondary,
        since: nil,
        sources: [
            "https://www.dlapiperdataprotection.com/index.html?t=breach-notification&c=AE",
            "https://www.hrcomplianceassist.com/uae/breach-notification",
        ],
        remark: """
            The period is left to regulations that were not out on the day of the check; 72 hours as law are wrong. The free zones have \
            laws of their own.
            """,
        clauses: [
            Clause(
                "authority", to: .authority, title: "UAE Data Office", after: .awareness, within: .none(text: "immediately"),
                if: .question("privacy, confidentiality or security is prejudiced")),
            Clause(
                "individuals", to: .dataSubjects, after: .awareness, within: .none(text: "as the regulations will say"),
                if: .question("privacy, confidentiality or security is prejudiced")),
        ])

    static let saudiArabia = Regime(
        "sa-pdpl", "PDPL", in: "Saudi Arabia", by: "PDPL Art. 20; Implementing Reg. Art. 24", .primary,
        since: CivilDate(year: 2024, month: 9, day: 14),
        sources: [
            "https://ksapdpl.com/pdpl-implementing-regulation-article-24-notification-of-personal-data-breach",
            "https://insightplus.bakermckenzie.com/bm/data-technology/saudi-arabia-publishes-guidance-on-data-breach-notification",
        ],
        clauses: [
            Clause(
                "authority", to: .authority, title: "SDAIA", after: .awareness, within: .elapsedHours(72),
                if: .question("it may harm the data or the person, or go against their rights"), latenessNeedsReason: true,
                isPhased: true),
            Clause(
                "individuals", to: .dataSubjects, after: .awareness, within: .none(text: "without undue delay"),
                if: .question("it may cause harm")),
        ])

    static let israel = Regime(
        "il-dsr", "Data Security Regulations / Amendment 13", in: "Israel",
        by: "Protection of Privacy (Data Security) Regs 2017 reg. 11; Amendment 13 in force 2025-08-14", .severalSecondary,
        since: nil,
        sources: [
            "https://www.pearlcohen.com/israel-privacy-protection-authority-hardens-its-policy-on-breach-notification-timescales/",
            "https://www.theworldlawgroup.com/news/israel-data-breach-guide",
        ],
        remark: "24 and 72 hours were policy, withdrawn in 2022.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "Privacy Protection Authority", after: .discovery,
                within: .none(text: "immediately"), if: .question("a severe security incident")),
            Clause(
                "individuals", to: .dataSubjects, after: .authorityOrder, within: .none(text: "if the authority orders it")),
        ])
}
