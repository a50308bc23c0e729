public import CustodyModel

/// That somebody answered for a person.
public struct Representation: Hashable, Sendable, Codable {
    /// In what capacity somebody answers for another. Open: a law may know others.
    public struct Capacity: TreeName {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Who holds parental responsibility (GDPR Art. 8(1)).
        public static let guardian: Capacity = "guardian"
        /// Who represents an adult by law.
        public static let legalRepresentative: Capacity = "legalRepresentative"
        /// Whom the person told to.
        public static let agent: Capacity = "agent"
    }

    /// In what capacity.
    public var capacity: Capacity
    /// Who it was, where that is a person of this store; nil where only the evidence says so.
    public var by: SubjectToken?
    /// Whether the child agreed too, where a law wants both (France, below 15).
    public var jointly: Bool?

    /// A representation from its parts.
    public init(_ capacity: Capacity, by: SubjectToken? = nil, jointly: Bool? = nil) {
        self.capacity = capacity
        self.by = by
        self.jointly = jointly
    }

    private enum CodingKeys: String, CodingKey {
        case capacity = "c"
        case by = "b"
        case jointly = "j"
    }
}
