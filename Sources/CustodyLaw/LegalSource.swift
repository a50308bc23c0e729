/// Where a legal fact comes from and how well it was checked. Nothing in it is legal advice.
public struct LegalSource: Hashable, Sendable {
    /// How well a fact was checked.
    public struct Verification: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The name of the mark.
        public var rawValue: String
        /// Names a mark.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The name of the mark.
        public var description: String { rawValue }

        /// Read in the text of the law.
        public static let primary = Verification(rawValue: "primary")
        /// Read in several independent accounts of it.
        public static let severalSecondary = Verification(rawValue: "severalSecondary")
        /// Read in one account of it.
        public static let oneSecondary = Verification(rawValue: "oneSecondary")
        /// Not looked up.
        public static let unverified = Verification(rawValue: "unverified")
    }

    /// The place in the law, such as `GDPR Art. 33(1)`.
    public var reference: String
    /// The official text.
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
