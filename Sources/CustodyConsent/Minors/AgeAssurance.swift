public import CustodyLaw
public import CustodyModel

/// What was found out about the age of a person to whom a service for children is offered (GDPR Art. 8). The age itself is
/// not kept: only on which side of the line it was.
public struct AgeAssurance: Hashable, Sendable, Codable {
    /// Whose law drew the line, as an ISO 3166 code.
    public var country: String
    /// The age from which a person consents alone, as it was then.
    public var age: Int
    /// Whether the person was younger.
    public var isYounger: Bool

    /// An assurance from its parts.
    public init(country: String, age: Int, isYounger: Bool) {
        self.country = country
        self.age = age
        self.isYounger = isYounger
    }

    /// What the table says of a person of so many years.
    ///
    /// - Returns: nil where the law names no age: whether this person can consent alone is then for a human to say.
    public init?(years: Int, in country: String, by table: ConsentAgeTable, at day: CivilDate) {
        guard let age = table.age(in: country, at: day) else { return nil }
        self.init(country: country, age: age, isYounger: years < age)
    }

    private enum CodingKeys: String, CodingKey {
        case country = "c"
        case age = "a"
        case isYounger = "y"
    }
}
