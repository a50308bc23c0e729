/// Which of the two logs of one format: each is kept for its own period, because who looked at data is needed for less long
/// than what was agreed and what was erased.
public enum AuditLog: String, Hashable, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
    /// Consent, erasure, policy, keys, incidents, requests, exports, changes.
    case evidence
    /// Reads and denials.
    case access

    /// The log that holds events of the class, unless the event itself names another.
    public static func holding(_ auditClass: AuditClass) -> AuditLog { auditClass == .access ? .access : .evidence }

    /// The origin under which the log's checkpoints are signed. Each log needs its own: one origin must never vouch for two
    /// trees.
    public func origin(in base: String) -> String { base + "/" + rawValue }

    package var number: UInt8 { self == .evidence ? 0 : 1 }
}
