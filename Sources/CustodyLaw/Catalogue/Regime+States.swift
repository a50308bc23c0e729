import CustodyModel

// The laws of single States of the United States, transcribed; see Regime+Clauses.swift for how to read them. Checked 2026-11-23.

extension Regime {
    /// The laws of single States of the United States.
    static let statesLaws: [Regime] = [
        .california, .newYork, .newYorkDFS, .texas, .florida, .colorado, .washington, .delaware, .connecticut,
    ]

    static let california = Regime(
        "us-ca", "California", in: "US-CA", by: "Cal. Civ. Code 1798.82 (SB 446, Stats. 2025)", .severalSecondary,
        since: CivilDate(year: 2026, month: 1, day: 1),
        sources: [
            "https://www.dataprotectionreport.com/2025/11/california-tightens-data-breach-notification-timelines-imposes-30-day-notice-requirement/",
            "https://dailyjournal.com/articles/388637-california-data-breach-law-tightens-with-30-day-deadline-raises-stakes-for-companies",
            "https://www.mvalaw.com/data-points/california-amends-data-breach-notification-requirements",
            "https://www.mondaq.com/unitedstates/privacy-protection/1689268/california-sets-30-day-deadline-for-data-breach-notifications",
        ],
        remark: """
            The Attorney General's period runs from the notices to people; more than 500, not 500. Licensed clinics and hospitals have \
            15 working days (Health and Safety Code 1280.15).
            """,
        clauses: [
            Clause(
                "individuals", to: .dataSubjects, title: "residents", after: .discoveryOrNotification,
                within: .calendarDays(30), if: .all([.readable, .acquisition]),
                exceptions: ["law enforcement asks for delay", "time to find the scope and restore integrity"]),
            Clause(
                "authority", to: .authority, title: "Attorney General", after: .individualNoticeSent,
                following: "individuals", within: .calendarDays(15), if: .people(.moreThan(500))),
            Clause(
                "owner", to: .controller, title: "owner of the data, by whoever maintains it", after: .discovery,
                within: .none(text: "immediately following discovery")),
        ])

    static let newYork = Regime(
        "us-ny", "New York", in: "US-NY", by: "NY GBL 899-aa (S2659B, S804)", .severalSecondary,
        since: CivilDate(year: 2024, month: 12, day: 21),
        sources: [
            "https://www.insideprivacy.com/cybersecurity-2/new-york-adopts-amendment-to-the-state-data-breach-notification-law/",
            "https://www.workplaceprivacyreport.com/2025/01/articles/data-breach-notification/new-york-enacts-immediate-updates-to-breach-notification-law/",
            "https://docmagic.com/node/15518",
        ],
        remark: "Medical and health insurance data count since 2025-03-21.",
        clauses: [
            Clause(
                "individuals", to: .dataSubjects, title: "residents", after: .discovery, within: .calendarDays(30),
                if: .access,
                exceptions: [
                    "law enforcement asks for delay", "the data cannot be read", "inadvertent, and misuse is unlikely",
                ]),
            Clause(
                "authority", to: .authority, title: "Attorney General, Department of State, State Police", after: .discovery,
                within: .calendarDays(30), if: .people(.atLeast(1))),
            Clause(
                "dfs", to: .authority, title: "Department of Financial Services", after: .determinationIncident,
                within: .elapsedHours(72), if: .question("the department supervises us")),
            Clause(
                "creditAgencies", to: .creditAgencies, after: .discovery, within: .none(text: "without unreasonable delay"),
                if: .people(.moreThan(5000)), verification: .unverified),
            Clause(
                "owner", to: .controller, title: "owner of the data, by whoever maintains it", after: .discovery,
                within: .calendarDays(30)),
        ])

    static let newYorkDFS = Regime(
        "us-ny-dfs", "NYDFS Part 500", in: "US-NY (financial)", binding: "those whom the department supervises",
        by: "23 NYCRR 500.17", .primary, since: CivilDate(year: 2023, month: 12, day: 1), bindsAnyRole: true,
        sources: [
            "https://www.law.cornell.edu/regulations/new-york/23-NYCRR-500.17",
            "https://nyia.org/albany-update-2023-11/",
        ],
        clauses: [
            Clause(
                "incident", to: .authority, title: "superintendent", after: .determinationIncident,
                within: .elapsedHours(72)),
            Clause(
                "payment", to: .authority, title: "superintendent, that a ransom was paid", after: .payment,
                within: .elapsedHours(24)),
            Clause(
                "paymentReasons", to: .authority, title: "superintendent, why a ransom was paid", after: .payment,
                within: .calendarDays(30)),
        ])

    static let texas = Regime(
        "us-tx", "Texas", in: "US-TX", by: "Tex. Bus. & Com. Code 521.053 (SB 768, 2023-09-01)", .primary,
        since: CivilDate(year: 2023, month: 9, day: 1),
        sources: [
            "https://legiscan.com/TX/text/SB768/id/2808752/Texas-2023-SB768-Enrolled.html",
            "https://www.dwt.com/blogs/privacy--security-law-blog/2023/06/texas-data-breach-notification-law-update",
        ],
        remark: "The Attorney General is due before the people.",
        clauses: [
            Clause(
                "individuals", to: .dataSubjects, title: "people, of other States too", after: .determinationBreach,
                within: .calendarDays(60),
                exceptions: [
                    "law enforcement asks for delay", "time to find the scope and restore integrity", "the data cannot be read",
                ]),
            Clause(
                "authority", to: .authority, title: "Attorney General", after: .determinationBreach,
                within: .calendarDays(30), if: .people(.atLeast(250))),
            Clause(
                "creditAgencies", to: .creditAgencies, after: .individualNoticeSent, following: "individuals",
                within: .none(text: "without unreasonable delay"), if: .people(.moreThan(10_000))),
        ])

    static let florida = Regime(
        "us-fl", "Florida", in: "US-FL", by: "Fla. Stat. 501.171", .severalSecondary,
        since: CivilDate(year: 2014, month: 7, day: 1),
        sources: [
            "https://www.complianceiq.site/breach-notification/florida",
            "http://www.pepperlaw.com/index.cfm?content=capabilities&action=view&id=74&subAction=content&subId=172",
            "https://www.technologylawsource.com/2014/06/articles/information-technology/florida-ramps-up-data-breach-notification-law/",
        ],
        remark: "15 days more for good cause, told in writing within the 30.",
        clauses: [
            Clause(
                "individuals", to: .dataSubjects, title: "people", after: .determinationOrReasonToBelieve,
                within: .calendarDays(30),
                exceptions: [
                    "law enforcement asks for delay",
                    "no identity theft or financial harm is likely, after consulting law enforcement",
                ]),
            Clause(
                "authority", to: .authority, title: "Department of Legal Affairs", after: .determinationOrReasonToBelieve,
                within: .calendarDays(30), if: .people(.atLeast(500))),
            Clause(
                "creditAgencies", to: .creditAgencies, after: .individualNoticeSent, following: "individuals",
                within: .none(text: "without unreasonable delay"), if: .people(.moreThan(1000))),
            Clause(
                "coveredEntity", to: .controller, title: "covered entity, by its agent",
                after: .determinationOrReasonToBelieve, within: .calendarDays(10), verification: .unverified),
        ])

    static let colorado = Regime(
        "us-co", "Colorado", in: "US-CO", by: "C.R.S. 6-1-716", .oneSecondary, since: nil,
        sources: [
            "https://complianceiq.site/breach-notification/colorado"
        ],
        clauses: [
            Clause(
                "individuals", to: .dataSubjects, title: "residents", after: .determinationBreach, within: .calendarDays(30)),
            Clause(
                "authority", to: .authority, title: "Attorney General", after: .determinationBreach,
                within: .calendarDays(30), if: .people(.atLeast(500))),
            Clause(
                "creditAgencies", to: .creditAgencies, after: .determinationBreach,
                within: .none(text: "without unreasonable delay"), if: .people(.moreThan(1000))),
        ])

    static let washington = Regime(
        "us-wa", "Washington", in: "US-WA", by: "RCW 19.255.010", .severalSecondary,
        since: CivilDate(year: 2020, month: 3, day: 1),
        sources: [
            "https://complianceiq.site/breach-notification/washington",
            "https://terms.law/washington-data-breach-notification-checklist/",
        ],
        remark: "45 days before 2020-03-01.",
        clauses: [
            Clause("individuals", to: .dataSubjects, title: "residents", after: .discovery, within: .calendarDays(30)),
            Clause(
                "authority", to: .authority, title: "Attorney General", after: .discovery, within: .calendarDays(30),
                if: .people(.moreThan(500))),
        ])

    static let delaware = Regime(
        "us-de", "Delaware", in: "US-DE", by: "6 Del. C. 12B-102", .oneSecondary, since: nil,
        sources: [
            "https://www.complianceiq.site/breach-notification/delaware"
        ],
        clauses: [
            Clause(
                "individuals", to: .dataSubjects, title: "residents", after: .determinationBreach, within: .calendarDays(60)),
            Clause(
                "authority", to: .authority, title: "Attorney General", after: .individualNoticeSent,
                following: "individuals", within: .none(text: "no later than the notice to residents"),
                if: .people(.moreThan(500))),
        ])

    static let connecticut = Regime(
        "us-ct", "Connecticut", in: "US-CT", by: "Conn. Gen. Stat. 36a-701b", .severalSecondary, since: nil,
        sources: [
            "https://complianceiq.site/breach-notification/connecticut",
            "http://www.pepperlaw.com/index.cfm?content=capabilities&action=view&id=74&subAction=content&subId=172",
        ],
        clauses: [
            Clause("individuals", to: .dataSubjects, title: "residents", after: .discovery, within: .calendarDays(60)),
            Clause(
                "authority", to: .authority, title: "Attorney General", after: .discovery,
                within: .none(text: "no later than the notice to residents"), if: .people(.atLeast(1))),
        ])
}
