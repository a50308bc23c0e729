/// In what capacity an entry concerns the one whose key seals the compartment.
public enum AuditKeyClass: UInt8, Hashable, Sendable, Codable, CaseIterable {
    /// The data are about them.
    case subject = 1
    /// They acted.
    case actor = 2
    /// The controller's own part, which no person's erasure ends.
    case system = 3
}
