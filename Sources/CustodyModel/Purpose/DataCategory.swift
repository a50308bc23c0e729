/// What kind of data a value is. Categories form a tree: a rule about `contact` covers `contact.email`.
public struct DataCategory: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// How to reach a person.
    public static let contact: DataCategory = "contact"
    /// A person's name.
    public static let personName: DataCategory = "contact.name"
    /// An e-mail address.
    public static let emailAddress: DataCategory = "contact.email"
    /// A telephone number.
    public static let telephone: DataCategory = "contact.telephone"
    /// A postal address or a part of it.
    public static let postalAddress: DataCategory = "contact.address"
    /// The organisation a person works for.
    public static let employer: DataCategory = "employment.employer"
    /// A person's position at work.
    public static let jobTitle: DataCategory = "employment.title"
    /// Money matters.
    public static let financial: DataCategory = "financial"
    /// A bank account.
    public static let bankAccount: DataCategory = "financial.bankAccount"
    /// A date of birth.
    public static let birthDate: DataCategory = "identity.birthDate"
    /// A number that identifies the person to the controller or a state.
    public static let identifier: DataCategory = "identity.identifier"
    /// Special categories of personal data (GDPR Art. 9(1)). Everything below it is special.
    public static let special: DataCategory = "special"
    /// Data concerning health (GDPR Art. 9(1)).
    public static let health: DataCategory = "special.health"
    /// Racial or ethnic origin (GDPR Art. 9(1)).
    public static let ethnicOrigin: DataCategory = "special.ethnicOrigin"
    /// Religious or philosophical beliefs (GDPR Art. 9(1)).
    public static let religion: DataCategory = "special.religion"
    /// Political opinions (GDPR Art. 9(1)).
    public static let politicalOpinion: DataCategory = "special.politicalOpinion"
    /// Trade union membership (GDPR Art. 9(1)).
    public static let tradeUnion: DataCategory = "special.tradeUnion"
    /// Genetic data (GDPR Art. 9(1)).
    public static let genetic: DataCategory = "special.genetic"
    /// Biometric data that identify a person (GDPR Art. 9(1)).
    public static let biometric: DataCategory = "special.biometric"
    /// Sex life or sexual orientation (GDPR Art. 9(1)).
    public static let sexuality: DataCategory = "special.sexuality"
    /// Criminal convictions and offences (GDPR Art. 10).
    public static let criminal: DataCategory = "criminal"

    /// Whether the data is of a special category (GDPR Art. 9(1)).
    public var isSpecial: Bool { isWithin(.special) }
    /// Whether the data is about criminal convictions or offences (GDPR Art. 10).
    public var isCriminal: Bool { isWithin(.criminal) }
    /// Whether the data serves to reach a person.
    public var isContact: Bool { isWithin(.contact) }

    /// The term of the Data Privacy Vocabulary 2.3, where there is one. Source: W3C DPV 2.3, `https://w3id.org/dpv/pd#`.
    public var iri: String? {
        let term: String? =
            switch self {
            case .contact: "Contact"
            case .personName: "Name"
            case .emailAddress: "EmailAddress"
            case .telephone: "TelephoneNumber"
            case .postalAddress: "PhysicalAddress"
            case .financial: "Financial"
            case .bankAccount: "BankAccount"
            case .birthDate: "BirthDate"
            case .identifier: "Identifier"
            case .health: "Health"
            case .ethnicOrigin: "EthnicOrigin"
            case .religion: "Religion"
            case .politicalOpinion: "PoliticalOpinion"
            case .tradeUnion: "TradeUnionMembership"
            case .genetic: "Genetic"
            case .biometric: "Biometric"
            case .sexuality: "Sexual"
            default: nil
            }
        return term.map { "https://w3id.org/dpv/pd#" + $0 }
    }
}
