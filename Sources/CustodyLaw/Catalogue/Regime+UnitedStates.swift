import CustodyModel

// The laws of the United States as a whole, transcribed; see Regime+Clauses.swift for how to read them. Checked 2026-11-23.

extension Regime {
    /// The laws of the United States as a whole.
    static let unitedStatesLaws: [Regime] = [.hipaa, .ftcSafeguards, .ftcHealthBreach, .secForm8K, .bank36Hours, .circia]

    static let hipaa = Regime(
        "us-hipaa", "HIPAA Breach Notification Rule", in: "US federal (health)",
        binding: "covered entities and their business associates", by: "45 CFR 164.400-414", .primary,
        since: CivilDate(year: 2009, month: 9, day: 23),
        sources: [
            "https://www.hipaaguide.net/small-healthcare-data-breaches-reporting-deadline-2024/",
            "http://federal.elaws.us/fr/8/24/2009/e9-20169",
        ],
        remark: """
            Known is also what reasonable diligence would have found. 500 or more for HHS, more than 500 residents of one \
            State for the media.
            """,
        clauses: [
            Clause(
                "individuals", to: .dataSubjects, after: .discoveryOrConstructive, within: .calendarDays(60),
                if: .all([.readable, .question("no low probability of compromise was shown")]),
                exceptions: ["inadvertent or in good faith, within the rule", "law enforcement asks for delay"]),
            Clause(
                "authorityLarge", to: .authority, title: "HHS, 500 or more", after: .discoveryOrConstructive,
                within: .calendarDays(60), if: .people(.atLeast(500))),
            Clause(
                "authoritySmall", to: .authority, title: "HHS, fewer than 500", after: .calendarYearEnd,
                within: .calendarDays(60), if: .people(.fewerThan(500))),
            Clause(
                "media", to: .media, title: "prominent media of a State", after: .discoveryOrConstructive,
                within: .calendarDays(60), if: .people(.moreThan(500))),
            Clause(
                "coveredEntity", to: .controller, title: "covered entity, by its business associate",
                after: .discoveryOrConstructive, within: .calendarDays(60)),
        ])

    static let ftcSafeguards = Regime(
        "us-ftc-safeguards", "FTC Safeguards Rule", in: "US federal (non-bank finance)",
        binding: "financial institutions that are no banks", by: "16 CFR 314.4(j), 314.2", .primary,
        since: CivilDate(year: 2024, month: 5, day: 13),
        sources: [
            "https://hardlinelending.com/legal/breach-notification-matrix"
        ],
        clauses: [
            Clause(
                "authority", to: .authority, title: "FTC", after: .discovery, within: .calendarDays(30),
                if: .all([.people(.atLeast(500)), .readable]))
        ])

    static let ftcHealthBreach = Regime(
        "us-ftc-hbnr", "FTC Health Breach Notification Rule", in: "US federal (PHR apps outside HIPAA)",
        binding: "personal health records outside HIPAA", by: "16 CFR Part 318 (amended eff. 2024-07-29)", .severalSecondary,
        since: CivilDate(year: 2024, month: 7, day: 29),
        sources: [
            "https://www.cliclaw.com/node/13227",
            "https://regulations.justia.com/regulations/fedreg/2024/05/30/2024-10855.html",
            "https://marketswired.com/ftc/ftc-seeks-comment-as-part-of-review-of-health-breach-notification-rule/amp",
        ],
        remark: "A disclosure by the company itself is a breach too.",
        clauses: [
            Clause("individuals", to: .dataSubjects, after: .discovery, within: .calendarDays(60)),
            Clause(
                "authorityLarge", to: .authority, title: "FTC, 500 or more", after: .discovery, within: .calendarDays(60),
                if: .people(.atLeast(500))),
            Clause(
                "authoritySmall", to: .authority, title: "FTC, fewer than 500", after: .calendarYearEnd,
                within: .calendarDays(60), if: .people(.fewerThan(500))),
            Clause(
                "media", to: .media, title: "media of a State", after: .discovery, within: .calendarDays(60),
                if: .people(.atLeast(500))),
        ])

    static let secForm8K = Regime(
        "us-sec-8k", "SEC Form 8-K Item 1.05", in: "US federal (registrants)", binding: "registrants",
        by: "Form 8-K Item 1.05, Gen. Instr. B.1", .primary, since: CivilDate(year: 2023, month: 12, day: 18),
        bindsAnyRole: true,
        sources: [
            "https://jimhamiltonblog.blogspot.com/2023/08/sec-cyber-rules-published-in-federal.html"
        ],
        remark: """
            Smaller companies since 2024-06-15. The decision itself is due without unreasonable delay after discovery.
            """,
        clauses: [
            Clause(
                "filing", to: .public, title: "Form 8-K Item 1.05", after: .determinationMaterial, within: .businessDays(4),
                exceptions: ["the Attorney General asks for delay in writing"]),
            Clause(
                "amendment", to: .public, title: "Form 8-K/A", after: .missingInformationDetermined,
                within: .businessDays(4)),
        ])

    static let bank36Hours = Regime(
        "us-bank-36h", "Computer-Security Incident Notification Rule", in: "US federal (banks)",
        binding: "banking organisations and their service providers", by: "12 CFR 53 / 225.300-303 / 304.21-24", .primary,
        since: CivilDate(year: 2022, month: 5, day: 1),
        sources: [
            "https://www.federalregister.gov/documents/2021/11/23/2021-25510/computer-security-incident-notification-requirements-for-banking-organizations-and-their-bank"
        ],
        clauses: [
            Clause(
                "authority", to: .authority, title: "primary federal regulator", after: .determinationNotificationIncident,
                within: .elapsedHours(36), if: .question("business is disrupted or degraded materially, or will likely be")),
            Clause(
                "customers", to: .controller, title: "affected banks, by their service provider",
                after: .determinationDisruption, within: .none(text: "as soon as possible"), if: .outage(minutes: 240)),
        ])

    static let circia = Regime(
        "us-circia", "CIRCIA", in: "US federal (critical infrastructure)", binding: "critical infrastructure",
        by: "6 U.S.C. 681b", .unverified, since: nil, bindsAnyRole: true,
        sources: [],
        remark: "Not in force: there was no final rule on the day of the check.",
        clauses: [
            Clause("authority", to: .authority, title: "CISA", after: .reasonableBeliefOccurred, within: .elapsedHours(72))
        ])
}
