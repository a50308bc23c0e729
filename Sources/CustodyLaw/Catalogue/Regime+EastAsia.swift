import CustodyModel

// The laws of East Asia, transcribed; see Regime+Clauses.swift for how to read them. Checked 2026-11-23.

extension Regime {
    /// The laws of East Asia.
    static let eastAsiaLaws: [Regime] = [.japan, .korea, .chinaIncidents, .chinaPIPL]

    static let japan = Regime(
        "jp-appi", "APPI", in: "Japan", by: "APPI Art. 26; Enforcement Rules Art. 7-10; PPC guideline", .unverified,
        since: nil, counting: .japan,
        sources: [
            "https://bifrostindex.ai/guides/japan/breach-notification",
            "https://kiroku.today/en/url/www.ppc.go.jp/personalinfo/legal/leakAction",
            "https://www.radarfirst.com/blog/what-you-need-to-know-about-japans-amended-appi-law/",
        ],
        remark: """
            Several accounts agree on whom and on 60 days only; the rest is from memory, and so is how days are counted.
            """,
        clauses: [
            Clause(
                "preliminary", to: .authority, title: "PPC, preliminary", after: .awareness, within: .none(text: "promptly"),
                guidance: [.calendarDays(3), .calendarDays(5)],
                if: .any([
                    .data(DataKind.specialCategories), .question("damage to property is feared"), .malice,
                    .people(.moreThan(1000)),
                ]),
                exceptions: ["advanced encryption or other measures protect people"]),
            Clause(
                "final", to: .authority, title: "PPC, final", after: .awareness, within: .calendarDays(30),
                exceptions: ["advanced encryption or other measures protect people"]),
            Clause(
                "finalOnPurpose", to: .authority, title: "PPC, final, where it was done on purpose", after: .awareness,
                within: .calendarDays(60), if: .malice,
                exceptions: ["advanced encryption or other measures protect people"]),
            Clause(
                "individuals", to: .dataSubjects, after: .awareness,
                within: .none(text: "promptly, according to the situation"),
                exceptions: [
                    "advanced encryption or other measures protect people", "difficult; then substitute measures",
                ]),
        ])

    static let korea = Regime(
        "kr-pipa", "PIPA", in: "South Korea", by: "PIPA Art. 34; Enforcement Decree Art. 39-40", .severalSecondary,
        since: nil,
        sources: [
            "https://www.dlapiperdataprotection.com/?c=KR&t=breach-notification",
            "https://prighter.com/resources/laws/korean-pipa/main/articles/article-34",
            "https://bifrostindex.ai/guides/south-korea/breach-notification",
        ],
        remark: "People have the same 72 hours and no threshold. An amendment of 2026 widens the trigger.",
        clauses: [
            Clause("individuals", to: .dataSubjects, after: .awareness, within: .elapsedHours(72)),
            Clause(
                "authority", to: .authority, title: "PIPC or KISA", after: .awareness, within: .elapsedHours(72),
                if: .any([
                    .people(.atLeast(1000)), .data(DataKind.specialCategories), .data([.identity]),
                    .question("somebody broke in from outside"),
                ]),
                exceptions: ["the data was got back or deleted, so that harm is much less likely"]),
        ])

    static let chinaIncidents = Regime(
        "cn-incident", "National Cybersecurity Incident Reporting Measures", in: "China", binding: "network operators",
        by: "CAC Measures of 2025-09-11 Art. 4", .primary, since: CivilDate(year: 2025, month: 11, day: 1),
        bindsAnyRole: true,
        sources: [
            "https://datacompliancechina.com/laws/cybersecurity-incident-reporting-measures/",
            "https://cbltranslations.com/en-us/china-law/privacy/cybersecurity-incident-reporting-rules-translated/",
            "https://www.morganlewis.com/pubs/2025/09/china-issues-new-cybersecurity-incident-reporting-framework",
            "https://freshfromchina.com/cyberspace-administration-issues-national-cybersecurity-incident-reporting-measures",
        ],
        clauses: [
            Clause(
                "critical", to: .authority, title: "protection department and police", after: .awareness,
                within: .elapsedHours(1),
                if: .all([
                    .question("we run critical infrastructure"),
                    .any([.people(.moreThan(1_000_000)), .question("it is relatively major by another measure")]),
                ])),
            Clause(
                "state", to: .authority, title: "own cyberspace office", after: .awareness, within: .elapsedHours(2),
                if: .all([
                    .question("we are a body of the state"),
                    .any([.people(.moreThan(1_000_000)), .question("it is relatively major by another measure")]),
                ])),
            Clause(
                "provincial", to: .authority, title: "provincial office", after: .awareness, within: .elapsedHours(4),
                if: .all([
                    .question("we are neither critical infrastructure nor a body of the state"),
                    .any([.people(.moreThan(1_000_000)), .question("it is relatively major by another measure")]),
                ])),
            Clause(
                "summary", to: .authority, title: "summary report", after: .incidentHandled, within: .calendarDays(30),
                if: .any([.people(.moreThan(1_000_000)), .question("it is relatively major by another measure")])),
        ])

    static let chinaPIPL = Regime(
        "cn-pipl", "PIPL", in: "China", by: "PIPL Art. 57", .unverified, since: nil,
        sources: [],
        clauses: [
            Clause(
                "authority", to: .authority, title: "authority for the protection of personal information",
                after: .occurredOrMayHaveOccurred, within: .none(text: "immediately")),
            Clause(
                "individuals", to: .dataSubjects, after: .occurredOrMayHaveOccurred, within: .none(text: "immediately"),
                exceptions: ["measures avoid the harm"]),
        ])
}
