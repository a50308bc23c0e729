/// Where a legal fact comes from and how well it was checked. Nothing in it is legal advice.
public struct LegalSource: Hashable, Sendable {
    /// The place in the law, such as `GDPR Art. 33(1)`.
    public var reference: String
    /// Where it was read: the official text, or an account of it. Empty when nobody says.
    public var text: String
    /// How well it was checked.
    public var verification: Verification

    /// A source from its parts.
    public init(_ reference: String, text: String, verification: Verification) {
        self.reference = reference
        self.text = text
        self.verification = verification
    }
}
