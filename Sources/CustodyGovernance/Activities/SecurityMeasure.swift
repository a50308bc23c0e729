/// What secures data (GDPR Art. 32(1)), and how.
public struct SecurityMeasure: Hashable, Sendable, Codable {
    /// What it does.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Sealing and keys.
        case encryption
        /// Names that are none.
        case pseudonymisation
        /// Who may do what.
        case accessControl
        /// What is traced.
        case traceability
        /// Programs and machines.
        case softwareProtection
        /// Copies that were put back once.
        case backup
        /// How processors are watched.
        case processorControl
        /// What people learn and promise.
        case organisation
    }

    /// What it does.
    public var kind: Kind
    /// How.
    public var how: String

    /// A measure from its parts.
    public init(_ kind: Kind, _ how: String) { (self.kind, self.how) = (kind, how) }
}
