public import CustodyModel

/// The name of a practice, such as `backups`.
public struct PracticeID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Something that laws on personal data expect to be done, with the articles that ask for it and what shows that it is done.
public struct Practice: Hashable, Sendable, Identifiable {
    /// Its name.
    public var id: PracticeID
    /// What people call it.
    public var title: String
    /// The articles of the GDPR; a guideline stands with its own name.
    public var articles: [String]
    /// What shows that it is done.
    public var evidence: [String]
    /// Where other laws ask the same, from memory.
    public var equivalents: [Equivalent]

    /// A place in another law.
    public struct Equivalent: Hashable, Sendable {
        /// Which law; nil for one that ``LawBook`` does not keep.
        public var regime: RegimeID?
        /// Where.
        public var reference: String
    }

    /// The articles were read; the equivalents are from memory.
    public static let source = LegalSource(
        "GDPR", text: "official text of the articles", verification: .primary)
    /// When they were checked.
    public static let asOf = CivilDate(year: 2026, month: 11, day: 23)

    init(_ id: PracticeID, _ title: String, _ articles: String, _ evidence: [String], _ equivalents: [Equivalent] = []) {
        self.id = id
        self.title = title
        self.articles = articles.split(separator: ";").map { $0.drop { $0 == " " }.description }
        self.evidence = evidence
        self.equivalents = equivalents
    }

    private static func law(_ regime: RegimeID?, _ reference: String) -> Equivalent {
        Equivalent(regime: regime, reference: reference)
    }

    /// The practices.
    public static let all: [Practice] = [
        Practice(
            "lawful_transparent_collection", "lawful and transparent collection", "5(1)(a); 6; 12; 13; 14",
            ["a basis for each purpose before collection", "the version of the notice that was shown", "the month of Art. 14"]),
        Practice(
            "explicit_consent", "explicit consent", "4(11); 7; 8; 9(2)(a); 22(2)(c); 49(1)(a)",
            ["the record of consent", "that withdrawing takes effect", "the rule on age"],
            [
                law("br-lgpd", "LGPD 7-8"), law("in-dpdp", "DPDP s.6"), law("cn-pipl", "PIPL 14, 29"),
                law("us-ca", "CPRA 1798.120(c)"),
            ]),
        Practice(
            "accuracy_verification_update", "checking and updating data", "5(1)(d); 16; 18(1)(a); 19",
            [
                "when, how and against what it was last verified", "restriction while it is disputed",
                "that recipients were told",
            ]),
        Practice(
            "documented_sources_storage_access_logs", "sources, storage and access on record",
            "5(2); 14(2)(f); 15(1)(g); 24; 30; 32",
            ["where data came from", "where it is, and with whom", "who did what, when and why"]),
        Practice(
            "rbac_periodic_role_review", "roles that are reviewed", "5(1)(f); 25(2); 29; 32(1)(b); 32(4)",
            ["least privilege", "dates and decisions of reviews", "that leavers lose access"],
            [
                law("us-hipaa", "HIPAA 164.308(a)(4)"), law("us-ftc-safeguards", "16 CFR 314.4(c)(1)"),
                law(nil, "ISO 27001 A.5.18"),
            ]),
        Practice(
            "audit_and_automated_alerts", "audit and alerts", "5(2); 24(1); 32(1)(d); 33(1); 39(1)(b)",
            ["a log that shows tampering", "rules for anomalies", "the time from detection to awareness"],
            [law("us-hipaa", "HIPAA 164.312(b)"), law("us-ftc-safeguards", "16 CFR 314.4(c)(8)")]),
        Practice(
            "minimisation_periodic_assessment", "minimisation that is assessed", "5(1)(c); 25(1)-(2); 89(1)",
            ["the need for each field and purpose", "fields that nobody uses", "what was decided about them"],
            [
                law("us-ca", "CPRA 1798.100(c); 11 CCR 7002"), law("br-lgpd", "LGPD 6 III"),
                law("us-hipaa", "HIPAA 164.502(b)"),
            ]),
        Practice(
            "purpose_limitation_compatible_test", "purpose limitation", "5(1)(b); 6(4); 13(3); 14(4); 30(1)(b)",
            ["the record of the five factors", "a notice before a new use", "that a new use is blocked until then"]),
        Practice(
            "retention_deletion", "keeping and deleting", "5(1)(e); 13(2)(a); 17; 30(1)(f)",
            ["a schedule", "legal holds", "proof of erasure"]),
        Practice(
            "incident_plan", "a plan for incidents", "32(1)(b)-(d); 33; 34; EDPB 01/2021 par. 11-13",
            [
                "detecting, containing, recovering, notifying, reviewing", "when the plan was tested",
                "the register of breaches",
            ],
            [
                law("us-hipaa", "HIPAA 164.308(a)(6)"), law("us-ftc-safeguards", "16 CFR 314.4(h)"),
                law(nil, "NIST SP 800-61"),
            ]),
        Practice(
            "staff_training_awareness", "training and awareness", "32(4); 39(1)(b); 47(2)(n); EDPB 01/2021 par. 12",
            ["course, version, date, result, when due again", "that people were told of new threats"],
            [
                law("us-hipaa", "HIPAA 164.530(b)"), law("us-ca", "11 CCR 7100"),
                law("us-ftc-safeguards", "16 CFR 314.4(e)"),
            ]),
        Practice(
            "policy_review", "policies that are reviewed", "24(1)-(2); 32(1)(d); 35(11)",
            ["version, owner, approver, next review", "reviews after incidents, and when law or risk changes"],
            [law("us-hipaa", "HIPAA 164.316(b)(2)(iii)"), law("us-ftc-safeguards", "16 CFR 314.4(g)")]),
        Practice(
            "encryption", "encryption", "32(1)(a); 34(3)(a); 6(4)(e); rec. 83",
            ["algorithm, custody of keys, loss of keys"],
            [law("us-ftc-safeguards", "16 CFR 314.4(c)(3)"), law(nil, "safe harbours of the states fall if the key is taken")]),
        Practice(
            "backups", "backups", "32(1)(c); 5(1)(f)",
            ["when a restore was tested, and how long it took", "that erasures reach backups"]),
        Practice(
            "dpo_reporting", "a data protection officer who reports", "37; 38(3); 39",
            ["reports to the highest management", "independence", "a published contact"]),
        Practice(
            "processors", "processors under contract", "28; 29; 30(2); 33(2)",
            ["the contract, clause by clause", "further processors", "the time to tell of a breach"]),
        Practice(
            "transfers", "transfers with a tool", "44-49", ["country, tool, assessment, end"]),
        Practice("dpia", "impact assessments", "35; 36", ["the nine criteria", "the outcome", "the review"]),
    ]
}
