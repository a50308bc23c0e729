public import CustodyModel

/// Which part of the log to hand out, and how.
public struct ExportRequest: Sendable {
    /// How the entries are written.
    public var form: ExportForm
    /// Which logs; one that was not signed yet is left out.
    public var logs: [AuditLog]
    /// Which entries; nil for all of them.
    public var query: AuditQuery?
    /// What for, in the words of who asked for it.
    public var purpose: String
    /// What was asked for, as the manifest tells it.
    public var filter: [String: [String]]
    /// Now.
    public var time: Instant
    /// By whose keys compartments are opened, found by their references; all others stay sealed.
    public var openers: [AuditReference: AuditIdentity] = [:]

    /// A request from its parts.
    public init(
        _ form: ExportForm, of logs: [AuditLog] = AuditLog.allCases, matching query: AuditQuery? = nil, for purpose: String,
        filter: [String: [String]] = [:], at time: Instant
    ) {
        self.form = form
        self.logs = logs
        self.query = query
        self.purpose = purpose
        self.filter = filter
        self.time = time
    }

    /// A pruned entry is no event, so that only entries in words may stand for themselves; events always have their way to the root.
    var isWhole: Bool { query == nil && form == .ndjson }
}
