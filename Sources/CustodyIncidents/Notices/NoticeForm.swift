public import CustodyLaw
import CustodyModel

/// What a law wants a notice to tell, as data. A host adds its own.
public struct NoticeForm: Hashable, Sendable {
    /// Under which law.
    public var regime: RegimeID
    /// Who reads it.
    public var recipient: Duty.Recipient
    /// Which of several notices it is; empty when there is one.
    public var stage: String
    /// Where the law says so; the law as a whole where the table has no more than that.
    public var reference: String
    /// What it must tell, in this order.
    public var items: [NoticeItem]
    /// What stands in it besides, because the people can use it.
    public var further: [NoticeItem]
    /// Whether the first of several notices may lack something. Where the law knows one notice alone, that one tells everything.
    public var isPhased: Bool

    /// A form from its parts.
    public init(
        _ regime: RegimeID, to recipient: Duty.Recipient, stage: String = "", by reference: String, _ items: [NoticeItem],
        further: [NoticeItem] = [], isPhased: Bool = true
    ) {
        self.regime = regime
        self.recipient = recipient
        self.stage = stage
        self.reference = reference
        self.items = items
        self.further = further
        self.isPhased = isPhased
    }

    /// GDPR Art. 33(3): to the authority.
    public static let gdprAuthority = NoticeForm(
        "eu-gdpr", to: .authority, by: "GDPR Art. 33(3)",
        [.nature, .peopleKinds, .people, .dataKinds, .records, .contact, .consequences, .measures])
    /// GDPR Art. 34(2): to the people, in plain language. It tells these four at least; the phases are those of Art. 33(4).
    public static let gdprPeople = NoticeForm(
        "eu-gdpr", to: .dataSubjects, by: "GDPR Art. 34(2)", [.nature, .contact, .consequences, .measures],
        further: [.dataKinds, .advice], isPhased: false)

    /// The forms that the library knows. The references of laws other than the GDPR are those of the table of laws.
    public static let standard: [NoticeForm] = [
        gdprAuthority, gdprPeople,
        NoticeForm("uk-gdpr", to: .authority, by: "UK GDPR Art. 33(3)", gdprAuthority.items),
        NoticeForm("ch-fadp", to: .authority, by: "ch-fadp", [.nature, .consequences, .measures]),
        NoticeForm("eu-nis2", to: .authority, stage: "earlyWarning", by: "eu-nis2", [.suspectedMalice, .crossBorder]),
        NoticeForm("eu-nis2", to: .authority, stage: "notification", by: "eu-nis2", [.impact, .indicators]),
        NoticeForm("eu-nis2", to: .authority, stage: "final", by: "eu-nis2", [.nature, .cause, .measures, .crossBorder]),
        NoticeForm(
            "us-hipaa", to: .dataSubjects, by: "us-hipaa", [.nature, .occurred, .dataKinds, .advice, .measures, .contact]),
        NoticeForm("us-sec-8k", to: .public, by: "us-sec-8k", [.nature, .scope, .occurred, .impact]),
        NoticeForm(
            "us-ca", to: .dataSubjects, by: "us-ca",
            [
                .nature, .dataKinds, .measures, .advice, .contact, .occurred, .creditAgencies, .lawEnforcementDelay,
                .identityProtection,
            ]),
        NoticeForm(
            "us-tx", to: .authority, by: "us-tx", [.nature, .people, .noticesSent, .measures, .lawEnforcement]),
        NoticeForm("us-wa", to: .authority, by: "us-wa", [.people, .dataKinds, .occurred, .measures, .sample]),
        NoticeForm(
            "in-dpdp", to: .dataSubjects, by: "in-dpdp",
            [.nature, .scope, .occurred, .consequences, .measures, .advice, .contact]),
        NoticeForm(
            "in-dpdp", to: .authority, stage: "detailed", by: "in-dpdp",
            [.nature, .cause, .culprit, .measures, .noticesSent]),
        NoticeForm(
            "cn-pipl", to: .authority, by: "cn-pipl", [.dataKinds, .cause, .consequences, .measures, .advice, .contact]),
        NoticeForm("id-pdp", to: .authority, by: "id-pdp", [.dataKinds, .occurred, .nature, .measures]),
        NoticeForm(
            "sa-pdpl", to: .authority, by: "sa-pdpl",
            [.nature, .occurred, .aware, .dataKinds, .people, .consequences, .measures, .noticesSent, .contact]),
        NoticeForm(
            "mx-lfpdppp", to: .dataSubjects, by: "mx-lfpdppp", [.nature, .dataKinds, .advice, .measures, .contact]),
    ]
}
