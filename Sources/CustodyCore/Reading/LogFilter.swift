public import CustodyAudit
public import CustodyModel

/// Which entries of the audit log to read. All that is given must hold.
public struct LogFilter: Sendable {
    /// Only what concerns this person.
    public var subject: SubjectID?
    /// Only what this principal did.
    public var principal: PrincipalID?
    /// Only this log; nil for both.
    public var log: AuditLog?
    /// Only entries of this commit or a later one.
    public var since: CommitSequence?
    /// Only entries of a time within.
    public var time: Range<Instant>?
    /// Only entries of one of these actions.
    public var actions: Set<AuditAction>?
    /// Only entries of one of these purposes.
    public var purposes: Set<Purpose>?
    /// Only entries of one of these decisions.
    public var decisions: Set<AuditDecision>?

    /// A filter that lets everything pass, up to what is given.
    public init(
        subject: SubjectID? = nil, principal: PrincipalID? = nil, log: AuditLog? = nil, since: CommitSequence? = nil,
        time: Range<Instant>? = nil, actions: Set<AuditAction>? = nil, purposes: Set<Purpose>? = nil,
        decisions: Set<AuditDecision>? = nil
    ) {
        self.subject = subject
        self.principal = principal
        self.log = log
        self.since = since
        self.time = time
        self.actions = actions
        self.purposes = purposes
        self.decisions = decisions
    }

    /// What was asked for, as the log records it: everything but who.
    var recorded: [String: CBOR] {
        var recorded: [String: CBOR] = [:]
        if let log { recorded["log"] = .text(log.rawValue) }
        if let since { recorded["since"] = .unsigned(since.rawValue) }
        if let time {
            recorded["time"] = .array([.integer(time.lowerBound.milliseconds), .integer(time.upperBound.milliseconds)])
        }
        func list(_ texts: some Sequence<String>) -> CBOR { .array(texts.sorted().map { .text($0) }) }
        if let actions { recorded["actions"] = list(actions.map(\.description)) }
        if let purposes { recorded["purposes"] = list(purposes.map(\.rawValue)) }
        if let decisions { recorded["decisions"] = list(decisions.map { "\($0)" }) }
        return recorded
    }
}
