/// A name with the number that it is given.
public struct AuditRegistration: Hashable, Sendable, Codable {
    /// The name.
    public var term: AuditTerm
    /// The number.
    public var code: UInt32

    /// A name with its number.
    public init(term: AuditTerm, code: UInt32) {
        self.term = term
        self.code = code
    }

    private enum CodingKeys: String, CodingKey {
        case term = "t"
        case code = "c"
    }
}
