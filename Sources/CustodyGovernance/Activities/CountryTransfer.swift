/// That data goes to a country, and what allows it.
public struct CountryTransfer: Hashable, Sendable, Codable {
    /// An ISO 3166-1 code of two letters.
    public var country: String
    /// What allows it.
    public var transfer: DataRecipient.Transfer

    /// A transfer from its parts.
    public init(to country: String, _ transfer: DataRecipient.Transfer) { (self.country, self.transfer) = (country, transfer) }
}
