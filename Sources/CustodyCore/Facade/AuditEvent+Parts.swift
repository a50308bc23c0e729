import CustodyAudit
import CustodyModel

extension AuditEvent {
    /// An event from its parts, in one expression.
    init(
        class auditClass: AuditClass, action: AuditAction, decision: AuditDecision = .none, batch: CommitSequence? = nil,
        time: Instant, purpose: Purpose? = nil, categories: [DataCategory] = [], recordCount: Int = 0, flags: AuditFlags = [],
        role: RoleID? = nil, actor: AuditPerson? = nil, subjects: [AuditPerson] = [], system: AuditPerson? = nil,
        control: AuditControl? = nil,
        log: AuditLog? = nil
    ) {
        self.init(auditClass, action, decision, at: time)
        self.batch = batch
        self.purpose = purpose
        self.categories = categories
        self.recordCount = recordCount
        self.flags = flags
        self.role = role
        self.actor = actor
        self.subjects = subjects
        self.system = system
        self.control = control
        self.log = log
    }
}
