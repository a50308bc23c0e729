public import CustodyAudit
public import CustodyModel

/// Who looked at a person's data, when and what for, as the person may have it (GDPR Art. 15; CJEU C-579/21): dates, purposes,
/// categories and roles. Who acted stands in it only where a recorded decision said so.
public struct SubjectAccessLog: Hashable, Sendable, Codable {
    /// One thing that was done with the person's data, or attempted.
    public struct Access: Hashable, Sendable {
        /// When.
        public var time: Instant
        /// What was done.
        public var action: AuditAction
        /// How it was answered.
        public var decision: AuditDecision
        /// For what.
        public var purpose: Purpose?
        /// About what kinds of data.
        public var categories: [DataCategory]
        /// In which role.
        public var role: RoleID?
        /// Who acted; nil unless that was asked for, permitted and recorded, and also where it can be told no more.
        public var actor: PrincipalID?
    }

    /// When it was drawn up.
    public var drawnUpAt: Instant
    /// Everything that was recorded up to then, oldest first.
    public var accesses: [Access]
    /// The record that it was drawn up.
    public var receipt: AuditReceipt?
}

extension SubjectAccessLog.Access: Codable {
    private enum CodingKeys: String, CodingKey { case time, action, decision, purpose, categories, role, actor }

    /// Reads it. What is written with a word that this version does not know is not read: its release does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            time: try container.decode(Instant.self, forKey: .time),
            action: try container.decode(LogWord<AuditAction>.self, forKey: .action).meaning,
            decision: try container.decode(LogWord<AuditDecision>.self, forKey: .decision).meaning,
            purpose: try container.decodeIfPresent(Purpose.self, forKey: .purpose),
            categories: try container.decode([DataCategory].self, forKey: .categories),
            role: try container.decodeIfPresent(RoleID.self, forKey: .role),
            actor: try container.decodeIfPresent(PrincipalID.self, forKey: .actor))
    }

    /// Writes it, what was done and how it was answered by their names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(time, forKey: .time)
        try container.encode(LogWord(action), forKey: .action)
        try container.encode(LogWord(decision), forKey: .decision)
        try container.encodeIfPresent(purpose, forKey: .purpose)
        try container.encode(categories, forKey: .categories)
        try container.encodeIfPresent(role, forKey: .role)
        try container.encodeIfPresent(actor, forKey: .actor)
    }
}

/// Why a person is told who acted.
///
/// The one whose data it is has no right to it as such: only where it is indispensable to exercise the person's rights, and
/// after the rights of those who acted were weighed (CJEU C-579/21, 22 June 2023, paragraphs 75 to 83).
public struct ActorDisclosure: Hashable, Sendable {
    /// Who decided so.
    public var decidedBy: Principal
    /// Why it is indispensable, and how it was weighed.
    public var reason: String

    /// A decision with its reason.
    public init(decidedBy: Principal, reason: String) {
        self.decidedBy = decidedBy
        self.reason = reason
    }
}
