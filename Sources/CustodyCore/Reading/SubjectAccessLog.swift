public import CustodyAudit
public import CustodyModel

/// Who looked at a person's data, when and what for, as the person may have it (GDPR Art. 15; CJEU C-579/21): dates, purposes,
/// categories and roles. Who acted stands in it only where a recorded decision said so.
public struct SubjectAccessLog: Hashable, Sendable, Codable {
    /// One thing that was done with the person's data, or attempted.
    public struct Access: Hashable, Sendable, Codable {
        /// When.
        public var time: Instant
        /// What was done.
        public var action: String
        /// How it was answered: permit, deny, error, none.
        public var decision: String
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
