/// That machines decide alone about people (GDPR Art. 22), and what people are told of it (Art. 13(2)(f)).
public struct AutomatedDecisions: Hashable, Sendable, Codable {
    /// By which logic.
    public var logic: String
    /// With which consequences.
    public var consequences: String

    /// Decisions from their parts.
    public init(logic: String, consequences: String) { (self.logic, self.consequences) = (logic, consequences) }
}
