import CustodyModel

// The laws of other countries of the Americas, transcribed; see Regime+Clauses.swift for how to read them. Checked 2026-11-23.

extension Regime {
    /// The laws of other countries of the Americas.
    static let americasLaws: [Regime] = [.brazil, .canada, .quebec, .mexico]

    static let brazil = Regime(
        "br-lgpd", "LGPD", in: "Brazil", by: "Law 13.709/2018 Art. 48; Res. CD/ANPD 15/2024 Art. 6, 9", .severalSecondary,
        since: CivilDate(year: 2024, month: 4, day: 26),
        sources: [
            "https://www.mattosfilho.com.br/en/unico/resolution-security-incident/",
            "https://brentanironcolatto.adv.br/en/anpd-regulates-communication-on-security-incidents-involving-personal-data/",
            "https://www.martinelli.adv.br/en/regulation-governing-the-reporting-of-security-incidents-by-anpd-national-data-protection-authority/",
        ],
        remark: "Small agents have twice the time.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "ANPD", after: .awarenessPersonalDataAffected, within: .businessDays(3),
                periods: [.smallAgent: .businessDays(6)],
                if: .all([
                    .question("fundamental interests and rights may be affected significantly"),
                    .any([
                        .data(DataKind.specialCategories), .data([.financial, .credentials, .professionalSecrecy]),
                        .question("children, old people or a large scale are concerned"),
                    ]),
                ]),
                isPhased: true),
            Clause(
                "individuals", to: .dataSubjects, after: .awarenessPersonalDataAffected, within: .businessDays(3),
                periods: [.smallAgent: .businessDays(6)]),
            Clause(
                "supplement", to: .authority, title: "ANPD, what was missing", after: .initialNotificationSent,
                following: "authority", within: .businessDays(20), periods: [.smallAgent: .businessDays(40)]),
        ])

    static let canada = Regime(
        "ca-pipeda", "PIPEDA", in: "Canada", by: "PIPEDA s.10.1-10.3; SOR/2018-64", .severalSecondary,
        since: CivilDate(year: 2018, month: 11, day: 1),
        sources: [
            "http://www.mondaq.com/canada/x/692954/Data+Protection+Privacy/New+Notification+Requirements+For+Data+Breaches",
            "https://github.com/NicklawAI/edpb-breach-notification-assistant",
        ],
        remark: "The register keeps a breach 24 months from the determination.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "Privacy Commissioner", after: .determinationBreach,
                within: .none(text: "as soon as feasible"), if: .question("a real risk of significant harm")),
            Clause(
                "individuals", to: .dataSubjects, after: .determinationBreach, within: .none(text: "as soon as feasible"),
                if: .question("a real risk of significant harm")),
            Clause(
                "others", to: .other, title: "whoever else can lessen the harm", after: .determinationBreach,
                within: .none(text: "as soon as feasible"), if: .question("a real risk of significant harm")),
            Clause("register", to: .register, after: .anyBreach, within: .none(text: "always")),
        ])

    static let quebec = Regime(
        "ca-qc", "Quebec Law 25", in: "Canada-Quebec", by: "CQLR P-39.1 s.3.5-3.8; A-2.1 r.3.1", .severalSecondary,
        since: CivilDate(year: 2022, month: 9, day: 22),
        sources: [
            "https://legisquebec.gouv.qc.ca/en/document/cr/A-2.1,%20r.%203.1/20221229",
            "https://www.lexgestio.ca/en/post/notice-and-registry-required-content-requirements-under-quebec-privacy-laws",
            "https://blg.com/en/insights/2022/07/update-on-new-quebec-confidentiality-incidents-and-record-keeping-requirements",
        ],
        remark: "Use without authority alone is an incident. The register keeps it five years from the awareness.",
        clauses: [
            Clause(
                "authority", to: .authority, title: "Commission d'accès à l'information", after: .awareness,
                within: .none(text: "promptly"), if: .question("a risk of serious injury")),
            Clause(
                "individuals", to: .dataSubjects, after: .awareness, within: .none(text: "promptly"),
                if: .question("a risk of serious injury")),
            Clause("register", to: .register, after: .anyBreach, within: .none(text: "always")),
        ])

    static let mexico = Regime(
        "mx-lfpdppp", "LFPDPPP (2025)", in: "Mexico", by: "LFPDPPP in force 2025-03-21 (old Art. 20; Reg. Art. 64-66)",
        .unverified, since: nil,
        sources: [
            "https://viewpoints.bakermckenzie.com/post/102h7y2/data-breach-reporting-in-mexico",
            "https://www.itechlaw.org/latinamericadataprotection/mexico-69",
        ],
        remark: "No authority is told in the private sector.",
        clauses: [
            Clause(
                "individuals", to: .dataSubjects, after: .confirmationOfBreach, within: .none(text: "immediately"),
                if: .question("economic or moral rights are affected significantly"))
        ])
}
