import Custody

/// What a verification saw.
struct VerifyReport: Answer {
    /// One log of the store.
    struct Log: Encodable {
        var log: AuditLog
        var size: UInt64
        var root: Bytes
        var signedSize: UInt64?
        var unsignedTail: UInt64
        var anchoredSize: UInt64?
        var unanchoredTail: UInt64
    }

    var isIntact: Bool
    var commits: UInt64
    var closedCleanly: Bool
    var holder: String?
    var logs: [Log]
    var findings: [StoreFinding]

    init(_ inspection: StoreInspection) {
        isIntact = inspection.isIntact
        commits = inspection.commits
        closedCleanly = inspection.closedCleanly
        holder = inspection.holder
        findings = inspection.findings
        logs = (inspection.audit?.logs ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.map { name, log in
            Log(
                log: name, size: log.size, root: log.root, signedSize: log.signedSize, unsignedTail: log.unsignedTail,
                anchoredSize: log.anchoredSize, unanchoredTail: log.unanchoredTail)
        }
    }

    var lines: [String] {
        var lines: [String] = []
        for log in logs {
            lines.append("\(log.log.rawValue) log: \(log.size) entries, root \(log.root.hex)")
            lines.append("  signed up to \(log.signedSize ?? 0), unsigned tail \(log.unsignedTail)")
            if let anchored = log.anchoredSize {
                lines.append("  anchored up to \(anchored), unanchored tail \(log.unanchoredTail)")
            }
        }
        lines.append("journal: \(commits) commits, \(closedCleanly ? "closed in order" : "not closed")")
        if let holder { lines.append("in use: \(holder)") }
        lines += findings.map { $0.severity == .damage ? Style.red.applied(to: $0.description) : $0.description }
        if logs.isEmpty { lines.append("the audit log could not be checked") }
        return lines + [isIntact ? Style.green.applied(to: "verified: nothing is damaged") : Style.red.applied(to: "DAMAGED")]
    }
}
