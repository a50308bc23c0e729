import CustodyModel

// The laws of South and South-East Asia and Oceania, transcribed; see Regime+Clauses.swift for how to read them. Checked 2026-11-23.

extension Regime {
    /// The laws of South and South-East Asia and Oceania.
    static let southAsiaLaws: [Regime] = [
        .indiaDPDP, .indiaCERT, .singapore, .thailand, .indonesia, .malaysia, .vietnam, .philippines, .australia, .newZealand,
    ]

    static let indiaDPDP = Regime(
        "in-dpdp", "DPDP Act / Rules 2025", in: "India", by: "DPDP Act 2023 s.8(6); DPDP Rules 2025 r.7", .primary,
        since: nil,
        sources: [
            "https://dpdpaedu.org/docs/DPDPA%20Rules/Intimation%20of%20Personal%20Data%20Breach",
            "https://myitmanager.in/dpdp-act-data-breach-notification-india/",
            "https://www.ndtvprofit.com/business/govt-notifies-digital-personal-data-protection-rules-staggered-rollout-begins-data-protection-board-to-be-set-up",
        ],
        remark: "Takes effect about 2027-05-13; the day is not settled.",
        clauses: [
            Clause("individuals", to: .dataSubjects, after: .awareness, within: .none(text: "without delay")),
            Clause(
                "authority", to: .authority, title: "Data Protection Board, first", after: .awareness,
                within: .none(text: "without delay")),
            Clause(
                "detailed", to: .authority, title: "Data Protection Board, in detail", after: .awareness,
                within: .elapsedHours(72)),
        ])

    static let indiaCERT = Regime(
        "in-certin", "CERT-In directions", in: "India", by: "IT Act s.70B directions 2022-04-28", .severalSecondary,
        since: CivilDate(year: 2022, month: 6, day: 28), bindsAnyRole: true,
        sources: [
            "https://www.vratex.com/dpdp-act/breach-notification",
            "https://myitmanager.in/dpdp-act-data-breach-notification-india/",
            "https://veritect.ai/digital-data-ai-law/cert-in-6-hour-incident-reporting-sop",
        ],
        remark: "Accounts give 27 and 28 June 2022 as its first day.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "CERT-In", after: .noticing, within: .elapsedHours(6),
                if: .question("the incident is one of those listed"))
        ])

    static let singapore = Regime(
        "sg-pdpa", "PDPA Part 6A", in: "Singapore", by: "PDPA s.26A-26E; Notification of Data Breaches Regs 2021",
        .severalSecondary, since: CivilDate(year: 2021, month: 2, day: 1),
        sources: [
            "https://www.sorena.io/artifacts/apac/singapore-pdpa/breach-notification-thresholds",
            "https://www.pdpc.gov.sg/Report-Data-Breach/Before-You-Report-A-Data-Breach-4/Info-2",
            "https://lock.pub/en/blog/data-breach-notification-singapore",
        ],
        remark: "500 people alone oblige to tell the authority, not the people.",
        clauses: [
            Clause(
                "assessment", to: .assessment, title: "own assessment", after: .credibleGrounds,
                within: .none(text: "expeditiously"), guidance: [.calendarDays(30)]),
            Clause(
                "authority", to: .authority, title: "PDPC", after: .determinationNotifiable, within: .calendarDays(3),
                if: .any([.question("significant harm"), .people(.atLeast(500))])),
            Clause(
                "individuals", to: .dataSubjects, after: .determinationNotifiable,
                within: .none(text: "as soon as practicable, with or after the PDPC"), if: .question("significant harm"),
                exceptions: [
                    "remedial action makes harm unlikely", "the data cannot be read",
                    "the PDPC or law enforcement says otherwise",
                ]),
            Clause(
                "organisation", to: .controller, title: "organisation, by its intermediary", after: .credibleGrounds,
                within: .none(text: "without undue delay")),
        ])

    static let thailand = Regime(
        "th-pdpa", "PDPA", in: "Thailand", by: "PDPA B.E. 2562 s.37(4); PDPC Notification 2022-12-15", .severalSecondary,
        since: CivilDate(year: 2022, month: 12, day: 15),
        sources: [
            "https://www.tilleke.com/insights/thailand-pdpc-notification-on-data-breaches/",
            "https://privacy-daily.com/article/2025/02/04/thailand-clarifies-data-breach-notification-requirements-2502040016",
            "https://dataexcellium.com/?p=2710",
        ],
        remark: "Where it could not be helped, 15 days at most, on request.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "PDPC", after: .awareness, within: .elapsedHours(72), if: .risk(.risk),
                latenessNeedsReason: true),
            Clause(
                "individuals", to: .dataSubjects, after: .awareness, within: .none(text: "without delay"), if: .risk(.high)),
        ])

    static let indonesia = Regime(
        "id-pdp", "PDP Law", in: "Indonesia", by: "Law 27/2022 Art. 46", .severalSecondary,
        since: CivilDate(year: 2024, month: 10, day: 17),
        sources: [
            "https://siplawfirm.id/pdp-law-is-eventually-enacted-part-ii/",
            "https://globallawexperts.com/?p=1497308",
        ],
        remark: "People have the same 72 hours and no threshold. The law does not say what they run from.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "PDP agency, and Komdigi until there is one", after: .failureOrAwareness,
                within: .elapsedHours(72)),
            Clause("individuals", to: .dataSubjects, after: .failureOrAwareness, within: .elapsedHours(72)),
            Clause(
                "public", to: .public, after: .certainCases, within: .none(text: "in certain cases"),
                if: .question("public services or the public are affected seriously")),
        ])

    static let malaysia = Regime(
        "my-pdpa", "PDPA (Amendment) 2024", in: "Malaysia", by: "PDPA s.12B, in force 2025-06-01", .unverified,
        since: CivilDate(year: 2025, month: 6, day: 1),
        sources: [],
        clauses: [
            Clause(
                "authority", to: .authority, title: "Commissioner", after: .occurrenceOrAwareness, within: .elapsedHours(72),
                if: .any([.question("significant harm"), .people(.moreThan(1000))])),
            Clause(
                "individuals", to: .dataSubjects, after: .initialNotificationSent, following: "authority",
                within: .calendarDays(7)),
        ])

    static let vietnam = Regime(
        "vn-pdpl", "Personal Data Protection Law", in: "Vietnam", by: "Law 91/2025/QH15, in force 2026-01-01", .unverified,
        since: CivilDate(year: 2026, month: 1, day: 1),
        sources: [],
        clauses: [
            Clause(
                "authority", to: .authority, title: "A05, Ministry of Public Security", after: .detection,
                within: .elapsedHours(72))
        ])

    static let philippines = Regime(
        "ph-dpa", "Data Privacy Act", in: "Philippines", by: "RA 10173 s.20(f); NPC Circular 16-03", .severalSecondary,
        since: nil,
        sources: [
            "https://www.privacy.gov.ph/memorandum-circulars/npc-circular-16-03-personal-data-breach-management/",
            "https://alburolaw.com/procedure-for-notifying-the-national-privacy-commission-in-case-of-data-privacy-breach",
            "https://ru.scribd.com/document/426332567/Data-Breach-Management",
        ],
        remark: "From 100 people on, or where sensitive data harms them, nothing is put off.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "NPC", after: .knowledgeOrReasonableBelief, within: .elapsedHours(72),
                if: .all([
                    .any([.data(DataKind.specialCategories), .question("the data enables fraud with identities")]),
                    .acquisition, .question("a real risk of serious harm"),
                ])),
            Clause(
                "individuals", to: .dataSubjects, after: .knowledgeOrReasonableBelief, within: .elapsedHours(72),
                if: .all([
                    .any([.data(DataKind.specialCategories), .question("the data enables fraud with identities")]),
                    .acquisition, .question("a real risk of serious harm"),
                ])),
            Clause(
                "full", to: .authority, title: "NPC, full report", after: .knowledgeOrReasonableBelief,
                within: .calendarDays(5),
                if: .all([
                    .any([.data(DataKind.specialCategories), .question("the data enables fraud with identities")]),
                    .acquisition, .question("a real risk of serious harm"),
                ])),
        ])

    static let australia = Regime(
        "au-ndb", "Notifiable Data Breaches", in: "Australia", by: "Privacy Act 1988 Part IIIC (s.26WE-26WL)",
        .severalSecondary, since: CivilDate(year: 2018, month: 2, day: 22),
        sources: [
            "https://www.lexology.com/library/detail.aspx?g=ff75bcf0-de0e-42ef-b73f-bc29db134ba9",
            "https://policy.acu.edu.au/directory/summary.php?legislation=170",
            "https://www.attorneygeneral.gov.au/media/media-releases/commencement-notifiable-data-breaches-scheme-22-february-2018",
        ],
        remark: "Beside it APRA CPS 234 gives 72 hours, and the law on critical infrastructure 12.",
        clauses: [
            Clause(
                "assessment", to: .assessment, title: "own assessment", after: .suspicionReasonableGrounds,
                within: .calendarDays(30)),
            Clause(
                "authority", to: .authority, title: "OAIC", after: .beliefReasonableGrounds,
                within: .none(text: "as soon as practicable"), if: .question("serious harm is likely and was not averted")),
            Clause(
                "individuals", to: .dataSubjects, after: .beliefReasonableGrounds,
                within: .none(text: "as soon as practicable"), if: .question("serious harm is likely and was not averted")),
        ])

    static let newZealand = Regime(
        "nz-privacy", "Privacy Act 2020", in: "New Zealand", by: "Privacy Act 2020 s.112-118", .severalSecondary,
        since: CivilDate(year: 2020, month: 12, day: 1),
        sources: [
            "https://www.jdsupra.com/legalnews/tick-tock-72-hours-to-report-notifiable-8907966/",
            "https://pogowasright.org/?p=63099",
        ],
        remark: "The 72 hours are guidance, not the statute.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "Privacy Commissioner", after: .awareness,
                within: .none(text: "as soon as practicable"), guidance: [.elapsedHours(72)],
                if: .question("serious harm was caused or is likely")),
            Clause(
                "individuals", to: .dataSubjects, after: .awareness, within: .none(text: "as soon as practicable"),
                if: .question("serious harm was caused or is likely"), exceptions: ["grounds of s.116"]),
        ])
}
