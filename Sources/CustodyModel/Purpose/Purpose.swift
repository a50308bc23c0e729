/// Why data is processed (GDPR Art. 5(1)(b)). Purposes form a tree: what is allowed for `marketing` is allowed for
/// `marketing.direct`.
public struct Purpose: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Help to customers.
    public static let customerCare: Purpose = "customerCare"
    /// Bringing goods to a customer.
    public static let delivery: Purpose = "delivery"
    /// Taking and making payments.
    public static let payment: Purpose = "payment"
    /// Offers addressed to a person.
    public static let directMarketing: Purpose = "directMarketing"
    /// Establishing, exercising or defending legal claims. What a legal hold keeps of an erased person opens for it alone.
    public static let legalClaims: Purpose = "legalClaims"
    /// Telling people of a breach that concerns them (GDPR Art. 34). Every contact field is held for it.
    public static let breachNotification: Purpose = "breachNotification"
    /// Answering people who use their rights (GDPR Art. 12 to 22). Every contact field is held for it.
    public static let rightsFulfilment: Purpose = "rightsFulfilment"

    /// The purposes that the law itself sets and that no policy can take away.
    public static let builtIn: [PurposeDeclaration] = [
        PurposeDeclaration(.breachNotification, basis: .legalObligation, note: "GDPR Art. 34"),
        PurposeDeclaration(.rightsFulfilment, basis: .legalObligation, note: "GDPR Art. 12 to 22"),
    ]

    /// The term of the Data Privacy Vocabulary 2.3 for the purpose, where there is one.
    ///
    /// Source: W3C DPV 2.3, namespace `https://w3id.org/dpv#`.
    public var iri: String? {
        let term: String? =
            switch self {
            case .customerCare: "CustomerCare"
            case .delivery: "DeliveryOfGoods"
            case .payment: "PaymentManagement"
            case .directMarketing: "DirectMarketing"
            case .legalClaims: "DisputeManagement"
            case .breachNotification: "LegalCompliance"
            case .rightsFulfilment: "RightsFulfilment"
            default: nil
            }
        return term.map { "https://w3id.org/dpv#" + $0 }
    }
}
