import CustodyModel

// Transcribed as the laws on breaches are. Checked 2026-11-23.

extension RequestDuty {
    /// The duties of other countries.
    static let otherCountries: [RequestDuty] = [
        RequestDuty(
            "br-lgpd-confirm", in: "Brazil", by: "LGPD Art. 19 I", verification: .severalSecondary,
            within: .none(text: "at once"), remark: "The simplified answer.",
            sources: [
                "https://setupanalytics.com/templates/dsr-reply-gdpr-access/"
            ]),
        RequestDuty(
            "br-lgpd-full", in: "Brazil", by: "LGPD Art. 19 II", verification: .severalSecondary, within: .calendarDays(15),
            remark: "No more time. Small agents may have twice as much."),
        RequestDuty(
            "ch-fadp", in: "Switzerland", by: "FADP Art. 25(7), DPO Art. 18", verification: .oneSecondary,
            within: .calendarDays(30), longer: .none(text: "by the day that the person is told within the 30 days")),
        RequestDuty(
            "in-dpdp", in: "India", by: "DPDP Rules 2025 r.14", verification: .unverified, within: .calendarDays(90),
            remark: "Answers to grievances; in force about 2027-05."),
        RequestDuty(
            "jp-appi", in: "Japan", by: "APPI Art. 33-35", verification: .oneSecondary, within: .none(text: "without delay"),
            remark: "30 days stand in guides, not in the act."),
        RequestDuty(
            "kr-pipa", in: "South Korea", by: "PIPA Art. 35-37; ED Art. 41-44", verification: .severalSecondary,
            within: .calendarDays(10), remark: "Correction and suspension too.",
            sources: [
                "https://knowledge.clym.io/what-are-some-of-the-common-deadlines-for-answering-a-dsar-classiic",
                "https://setupanalytics.com/templates/dsr-reply-gdpr-access/",
            ]),
        RequestDuty(
            "cn-pipl", in: "China", by: "PIPL Art. 50; GB/T 35273", verification: .unverified, within: .calendarDays(30),
            remark: "The 30 days are from a standard; the act says timely."),
        RequestDuty(
            "sg-pdpa", in: "Singapore", by: "PDPA s.21-22; Regs 2021 r.5", verification: .oneSecondary,
            within: .calendarDays(30), longer: .none(text: "by the day that the person is told within the 30 days")),
        RequestDuty(
            "hk-pdpo", in: "Hong Kong", by: "PDPO s.19", verification: .unverified, within: .calendarDays(40)),
        RequestDuty(
            "au-app12", in: "Australia", by: "APP 12.4", verification: .severalSecondary, within: .calendarDays(30),
            remark: "Agencies; for others the same is expected."),
        RequestDuty(
            "nz-ipp6", in: "New Zealand", by: "Privacy Act 2020 s.44", verification: .unverified, within: .businessDays(20),
            longer: .none(text: "as long as is reasonable")),
        RequestDuty(
            "ca-pipeda", in: "Canada", by: "PIPEDA s.8(3)-(4)", verification: .severalSecondary, within: .calendarDays(30),
            longer: .calendarDays(30)),
        RequestDuty(
            "ca-qc", in: "Quebec", by: "P-39.1 s.32", verification: .oneSecondary, within: .calendarDays(30),
            remark: "Silence is a refusal."),
        RequestDuty(
            "za-popia", in: "South Africa", by: "POPIA s.23 with PAIA s.25", verification: .oneSecondary,
            within: .calendarDays(30), longer: .calendarDays(30)),
        RequestDuty(
            "th-pdpa", in: "Thailand", by: "PDPA s.30", verification: .oneSecondary, within: .calendarDays(30)),
        RequestDuty(
            "sa-pdpl", in: "Saudi Arabia", by: "PDPL Impl. Reg. Art. 3", verification: .primary, within: .calendarDays(30),
            longer: .calendarDays(30),
            sources: [
                "https://ksapdpl.com/pdpl-implementing-regulation-article-3-general-provisions-of-data-subject-rights"
            ]),
        RequestDuty(
            "tr-kvkk", in: "Turkiye", by: "Law 6698 Art. 13", verification: .oneSecondary, within: .calendarDays(30)),
        RequestDuty(
            "id-pdp", in: "Indonesia", by: "Law 27/2022 Art. 30-33", verification: .oneSecondary, within: .elapsedHours(72),
            remark: "Access and correction. One account says three days."),
        RequestDuty(
            "mx", in: "Mexico", by: "LFPDPPP (ARCO)", verification: .unverified, within: .businessDays(20),
            longer: .businessDays(20), remark: "15 working days more to carry it out."),
        RequestDuty(
            "ke", in: "Kenya", by: "DP (General) Regs 2021", verification: .unverified, within: .calendarDays(7),
            remark: "Access; rectification and erasure 14, portability 30."),
        RequestDuty(
            "ng", in: "Nigeria", by: "NDPA s.34-38; GAID 2025", verification: .unverified, within: .months(1)),
    ]
}
