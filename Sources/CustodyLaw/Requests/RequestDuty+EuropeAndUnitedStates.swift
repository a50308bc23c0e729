import CustodyModel

// Transcribed as the laws on breaches are. Checked 2026-11-23.

extension RequestDuty {
    /// The duties of Europe and the United States.
    static let europeAndUnitedStates: [RequestDuty] = [
        RequestDuty(
            "eu-gdpr", in: "EU/EEA", by: "Art. 12(3)-(6), 15-22", verification: .primary, within: .months(1),
            longer: .months(2), pause: .guidance, readings: [.regulation1182],
            remark: "Tell the person of more time, or why nothing is done, within the first month.",
            sources: [
                "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
            ], validFrom: CivilDate(year: 2018, month: 5, day: 25)),
        RequestDuty(
            "uk-gdpr", in: "United Kingdom", by: "UK GDPR Art. 12, 12A (DUAA 2025 s.76)", verification: .severalSecondary,
            start: .latestOfReceiptIdentityFee, within: .months(1), longer: .months(2), pause: .statutory,
            readings: [.strict, .nextWorkingDay],
            remark: "Until Aug 2019 the ICO counted from the next day; old copies still say so.",
            sources: [
                "https://www.ashfords.co.uk/insights/articles/the-data-use-and-access-act-changes-for-data-subject-access-requests",
                "https://3cslondon.com/en/newsletter/corporate-commercial-data-use-and-access-act-2025",
            ], validFrom: CivilDate(year: 2026, month: 2, day: 5)),
        RequestDuty(
            "uk-complaints", in: "United Kingdom", by: "DPA 2018 s.164A (DUAA s.103)", verification: .severalSecondary,
            within: .none(text: "without undue delay"), acknowledgement: .calendarDays(30),
            remark: "An electronic form is offered. The ICO suggests an answer within three months.",
            sources: [
                "https://servola.de/journal/uk-data-complaints-now-have-a-clock/",
                "https://thelens.slaughterandmay.com/tag/dua%20act",
            ], validFrom: CivilDate(year: 2026, month: 6, day: 19)),
        RequestDuty(
            "eu-gdpr-art14-notice", in: "EU/EEA", by: "Art. 14(3)", verification: .primary, start: .obtainingData,
            within: .months(1), readings: [.regulation1182],
            remark: "Or at the first message to the person or the first disclosure, whichever is earlier.",
            sources: [
                "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
            ], validFrom: CivilDate(year: 2018, month: 5, day: 25)),
        RequestDuty(
            "eu-gdpr-objection-marketing", in: "EU/EEA", by: "Art. 21(2)-(3)", verification: .primary,
            within: .none(text: "at once"), remark: "Nothing is balanced; the answer is due within the month of Art. 12(3).",
            sources: [
                "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
            ], validFrom: CivilDate(year: 2018, month: 5, day: 25)),
        RequestDuty(
            "eu-gdpr-withdraw", in: "EU/EEA", by: "Art. 7(3)", verification: .primary, within: .none(text: "at once"),
            remark: "At any time, as easily as given; what was done before stays lawful.",
            sources: [
                "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
            ], validFrom: CivilDate(year: 2018, month: 5, day: 25)),
        RequestDuty(
            "us-ca-know-delete-correct", in: "US-CA", by: "Civ. Code 1798.130; 11 CCR 7021", verification: .primary,
            within: .calendarDays(45), longer: .calendarDays(45), acknowledgement: .businessDays(10),
            readings: [.eventDayCounts, .strict],
            remark: """
                The 45 days begin on the day of receipt, however long it takes to see who asks; who is not known by then may be \
                refused. Requests are kept 24 months.
                """,
            sources: [
                "https://advisori.com/cpra/%C2%A7-7021-timelines-for-responding-to-requests-to-delete-requests-to-correct-and-requests-to-know/"
            ]),
        RequestDuty(
            "us-ca-opt-out-limit", in: "US-CA", by: "11 CCR 7026(f), 7027(g)", verification: .severalSecondary,
            within: .businessDays(15), remark: "Nobody is asked who they are. What a browser signals (GPC) counts as asked.",
            sources: [
                "https://ccpafreetraining.com/slide-22-response-timing/",
                "https://staging.frostbrowntodd.com/ccpa-two-months-in-updated-draft-regulations-impact-on-responding-to-requests",
            ]),
        RequestDuty(
            "us-va", in: "US-VA", by: "VCDPA 59.1-577", verification: .severalSecondary, within: .calendarDays(45),
            longer: .calendarDays(45), appeal: .calendarDays(60),
            sources: [
                "https://knowledge.clym.io/what-are-some-of-the-common-deadlines-for-answering-a-dsar-classiic",
                "https://setupanalytics.com/templates/dsr-reply-gdpr-access/",
            ]),
        RequestDuty(
            "us-co", in: "US-CO", by: "CPA 6-1-1306", verification: .unverified, within: .calendarDays(45),
            longer: .calendarDays(45), appeal: .calendarDays(45), remark: "An appeal may take 60 days more."),
        RequestDuty(
            "us-tx", in: "US-TX", by: "TDPSA 541.052", verification: .oneSecondary, within: .calendarDays(45),
            longer: .calendarDays(45), appeal: .calendarDays(60)),
        RequestDuty(
            "us-hipaa-access", in: "US federal", by: "45 CFR 164.524", verification: .unverified, within: .calendarDays(30),
            longer: .calendarDays(30)),
        RequestDuty(
            "us-hipaa-amend", in: "US federal", by: "45 CFR 164.526", verification: .unverified, within: .calendarDays(60),
            longer: .calendarDays(30)),
        RequestDuty(
            "us-coppa", in: "US federal", by: "16 CFR 312.6", verification: .oneSecondary, within: .none(text: "no number"),
            remark: "A parent's review and deletion."),
    ]
}
