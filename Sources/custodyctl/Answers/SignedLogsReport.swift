import Custody

/// What was done with both logs.
struct SignedLogsReport: Answer {
    /// One log.
    struct Log: Encodable {
        var log: AuditLog
        var size: UInt64
        var vkey: String
    }

    var done: String
    var logs: [Log]

    var lines: [String] {
        logs.flatMap { ["\(done): \($0.log.rawValue) log, \($0.size) entries", "  vkey: \($0.vkey)"] }
    }
}
