/// Somebody who can be reached: an organisation, or an office in it.
public struct Party: Hashable, Sendable, Codable {
    /// What it is called.
    public var name: String
    /// Where it is.
    public var address: String
    /// How it is written to.
    public var email: String
    /// How it is called up.
    public var telephone: String?

    /// A party from its parts.
    public init(_ name: String, address: String, email: String, telephone: String? = nil) {
        self.name = name
        self.address = address
        self.email = email
        self.telephone = telephone
    }
}
