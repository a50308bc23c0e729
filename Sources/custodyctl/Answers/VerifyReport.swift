import Custody

#if SQLite
    import CustodySQLite
#endif

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
        var prunedTo: UInt64
        var prunes: [AuditReport.Prune]
        var isPruneCorroborated: Bool?
        var erasedCompartments: Int
        var restorations: [AuditReport.Restoration]
        var gaps: [AuditReport.Gap]
    }

    var isIntact: Bool
    var backend = StoreBackend.files
    var commits: UInt64
    var closedCleanly: Bool
    var holder: String?
    var logs: [Log]
    var findings: [StoreFinding]
    /// What is wrong between the log and exports that were kept.
    var exportFindings: [AuditFinding] = [] {
        didSet { isIntact = isIntact && exportFindings.isEmpty }
    }
    var unanchoredRestore: Instant?

    init(_ inspection: StoreInspection) {
        unanchoredRestore = inspection.unanchoredRestore
        isIntact = inspection.isIntact
        commits = inspection.commits
        closedCleanly = inspection.closedCleanly
        holder = inspection.holder
        findings = inspection.findings
        logs = Self.logs(inspection.audit)
    }

    #if SQLite
        init(_ inspection: SQLiteInspection) {
            backend = .sqlite
            unanchoredRestore = inspection.unanchoredRestore
            isIntact = inspection.isIntact
            commits = inspection.commits
            closedCleanly = true
            findings = inspection.findings
            logs = Self.logs(inspection.audit)
        }
    #endif

    private static func logs(_ audit: AuditReport?) -> [Log] {
        (audit?.logs ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.map { name, log in
            Log(
                log: name, size: log.size, root: log.root, signedSize: log.signedSize, unsignedTail: log.unsignedTail,
                anchoredSize: log.anchoredSize, unanchoredTail: log.unanchoredTail,
                prunedTo: log.prunedTo, prunes: log.prunes, isPruneCorroborated: log.isPruneCorroborated,
                erasedCompartments: log.erasedCompartments, restorations: log.restorations, gaps: log.gaps)
        }
    }

    var lines: [String] {
        var lines: [String] = []
        for log in logs {
            lines.append("\(log.log.rawValue) log: \(log.size) entries, root \(log.root.hex)")
            lines.append("  signed up to \(log.signedSize ?? 0), unsigned tail \(log.unsignedTail)")
            if log.signedSize == nil, log.size > 0 { lines.append(Style.yellow.applied(to: unsigned)) }
            if let anchored = log.anchoredSize {
                lines.append("  anchored up to \(anchored), unanchored tail \(log.unanchoredTail)")
            }
            lines += Self.pruned(log)
            lines += log.restorations.map { "  put back to a copy with \($0.size) entries: entry \($0.entry) says so" }
            lines += log.gaps.map {
                "  \($0.dropped) events from \($0.from) to \($0.to) were not recorded: entry \($0.entry) says so"
            }
            if log.erasedCompartments > 0 {
                lines.append("  erased with proof: \(log.erasedCompartments) parts of entries")
            }
        }
        lines.append(
            backend == .files
                ? "journal: \(commits) commits, \(closedCleanly ? "closed in order" : "not closed")"
                : "database: \(commits) commits")
        if let unanchoredRestore {
            lines.append(
                Style.yellow.applied(
                    to: "put back at \(unanchoredRestore) with nothing to tell who was erased: people may be back who were"))
        }
        if let holder { lines.append("in use: \(holder)") }
        lines += exportFindings.map { Style.red.applied(to: $0.description) }
        lines += findings.map { $0.severity == .damage ? Style.red.applied(to: $0.description) : $0.description }
        if logs.isEmpty { lines.append("the audit log could not be checked") }
        return lines + [isIntact ? Style.green.applied(to: "verified: nothing is damaged") : Style.red.applied(to: "DAMAGED")]
    }

    /// What to say of a log without a signature. Nothing in the store tells whether there was one: a crash before the first leaves
    /// none either.
    private var unsigned: String {
        let reason =
            backend == .files && closedCleanly
            ? "a store that is closed in order is signed, so that its checkpoint may have been taken away"
            : "it was not signed yet, or its checkpoint was taken away"
        return "  no signed checkpoint vouches for it: \(reason); hold it against what was kept elsewhere"
    }

    /// What was pruned, by which entry, and whether anything outside the store vouches for it.
    private static func pruned(_ log: Log) -> [String] {
        var first: UInt64 = 0
        var lines = log.prunes.map { prune in
            defer { first = max(first, prune.below) }
            let state = prune.below > log.prunedTo ? "to be pruned, and not yet removed" : "pruned"
            return "  entries \(first)..<\(prune.below) \(state): by entry \(prune.entry), kept for \(prune.keptFor), "
                + "export \(prune.exportDigest.hex)"
        }
        guard log.prunedTo > 0 else { return lines }
        switch log.isPruneCorroborated {
        case true?: lines.append("  an anchored checkpoint from before vouches for what was pruned")
        case false?: lines.append("  no anchored checkpoint at hand vouches for what was pruned")
        case nil: lines.append("  nothing outside the store vouches for what was pruned: give --anchor or --checkpoint")
        }
        return lines
    }
}
