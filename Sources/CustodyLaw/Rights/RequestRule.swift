import CustodyModel

/// What a law says of one kind of request: whether it must be known who asks, and which duties set its times.
public struct RequestRule: Hashable, Sendable {
    /// Under which law, such as `eu-gdpr`.
    public var law: RegimeID
    /// What is asked.
    public var kind: RightKind
    /// Whether it must be known who asks.
    public var identity: IdentityRule
    /// By when the person is answered, as the name of a ``RequestDuty``.
    public var answer: RegimeID
    /// By when it must have taken effect, where that is sooner than the answer.
    public var effect: RegimeID?
    /// Where the identity rule stands.
    public var source: LegalSource

    /// A rule from its parts.
    public init(
        _ law: RegimeID, _ kind: RightKind, identity: IdentityRule, answer: RegimeID? = nil, effect: RegimeID? = nil,
        source: LegalSource
    ) {
        self.law = law
        self.kind = kind
        self.identity = identity
        self.answer = answer ?? law
        self.effect = effect
        self.source = source
    }
}

extension RequestRule {
    /// The rules that ship with the library. Checked 2026-11-23.
    public static let standard: [RequestRule] = union + kingdom + california + otherStates + others

    /// The laws that requests can be received under.
    public static let laws: [RegimeID] = {
        var seen: Set<RegimeID> = []
        return standard.map(\.law).filter { seen.insert($0).inserted }
    }()

    /// The rule of a law for a kind of request; nil when the law is not known, or knows no such request.
    public static func rule(for kind: RightKind, under law: RegimeID) -> RequestRule? {
        standard.first { $0.law == law && $0.kind == kind }
    }

    /// The duty that sets the time for the answer.
    public var answerDuty: RequestDuty? { RequestDuty.standard.first { $0.id == answer } }
    /// The duty that sets the time for the effect.
    public var effectDuty: RequestDuty? { effect.flatMap { id in RequestDuty.standard.first { $0.id == id } } }

    private static let regulation = "https://eur-lex.europa.eu/eli/reg/2016/679/oj"

    private static func european(_ law: RegimeID, _ act: String, marketing: RegimeID?, withdrawal: RegimeID?) -> [RequestRule] {
        let doubt = LegalSource(act + " Art. 12(6)", text: regulation, verification: .primary)
        return [.access, .rectification, .erasure, .restriction, .portability, .objection, .automatedDecision].map {
            RequestRule(law, $0, identity: .onReasonableDoubt, source: doubt)
        } + [
            RequestRule(
                law, .marketingObjection, identity: .forbidden, effect: marketing,
                source: LegalSource(act + " Art. 21(2)-(3)", text: regulation, verification: .primary)),
            RequestRule(
                law, .withdrawal, identity: .forbidden, effect: withdrawal,
                source: LegalSource(act + " Art. 7(3)", text: regulation, verification: .primary)),
        ]
    }

    private static let union = european(
        "eu-gdpr", "GDPR", marketing: "eu-gdpr-objection-marketing", withdrawal: "eu-gdpr-withdraw")

    private static let kingdom =
        european("uk-gdpr", "UK GDPR", marketing: nil, withdrawal: nil) + [
            RequestRule(
                "uk-gdpr", .complaint, identity: .onReasonableDoubt, answer: "uk-complaints",
                source: LegalSource(
                    "DPA 2018 s.164A (DUAA s.103)",
                    text: "https://servola.de/journal/uk-data-complaints-now-have-a-clock/",
                    verification: .severalSecondary))
        ]

    private static let california: [RequestRule] = {
        let verified = LegalSource(
            "Civ. Code 1798.130; 11 CCR 7021",
            text:
                "https://advisori.com/cpra/%C2%A7-7021-timelines-for-responding-to-requests-to-delete-requests-to-correct-and-requests-to-know/",
            verification: .primary)
        let unasked = LegalSource(
            "11 CCR 7026(f), 7027(g)", text: "https://ccpafreetraining.com/slide-22-response-timing/",
            verification: .severalSecondary)
        return [.access, .rectification, .erasure, .portability].map {
            RequestRule("us-ca", $0, identity: .required, answer: "us-ca-know-delete-correct", source: verified)
        }
            + [.optOutOfSale, .limitSensitive].map {
                RequestRule("us-ca", $0, identity: .forbidden, answer: "us-ca-opt-out-limit", source: unasked)
            }
    }()

    /// What is not looked up is not known: whoever is to get or to alter data is verified, and whoever only stops something is not asked.
    private static func unverified(
        _ law: RegimeID, _ kinds: [RightKind], answer: RegimeID? = nil, effect: RegimeID? = nil
    ) -> [RequestRule] {
        kinds.map {
            RequestRule(
                law, $0, identity: $0.isAbsolute ? .forbidden : .required, answer: answer, effect: effect,
                source: LegalSource("not looked up: the reading that protects the person", text: "", verification: .unverified))
        }
    }

    private static let otherStates: [RequestRule] = ["us-va", "us-co", "us-tx"].flatMap { (law: RegimeID) in
        unverified(law, [.access, .rectification, .erasure, .portability, .optOutOfSale, .appeal])
    }

    private static let others: [RequestRule] =
        unverified("us-hipaa", [.access], answer: "us-hipaa-access")
        + unverified("us-hipaa", [.rectification], answer: "us-hipaa-amend")
        + unverified("us-coppa", [.access, .erasure])
        + unverified("br-lgpd", [.access], answer: "br-lgpd-full", effect: "br-lgpd-confirm")
        + ([
            "ch-fadp", "jp-appi", "kr-pipa", "cn-pipl", "th-pdpa", "za-popia", "sa-pdpl", "tr-kvkk", "mx", "ke", "ng", "id-pdp",
        ]
        as [RegimeID]).flatMap { unverified($0, [.access, .rectification, .erasure]) }
        + (["sg-pdpa", "hk-pdpo", "au-app12", "nz-ipp6", "ca-pipeda", "ca-qc"] as [RegimeID])
        .flatMap { unverified($0, [.access, .rectification]) }
        + unverified("in-dpdp", [.complaint])
}
