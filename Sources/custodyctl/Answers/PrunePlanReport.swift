import Custody

/// What a prune would remove.
struct PrunePlanReport: Answer {
    var plan: PrunePlan

    init(_ plan: PrunePlan) { self.plan = plan }

    func encode(to encoder: any Encoder) throws { try plan.encode(to: encoder) }

    var lines: [String] {
        var lines = [
            "\(plan.log.rawValue) log: entries \(plan.first)..<\(plan.size), kept for \(plan.keptFor)",
            plan.isEmpty ? "  nothing would go" : "  entries \(plan.first)..<\(plan.below) would go: \(plan.count)",
        ]
        if let unfinished = plan.unfinishedBelow {
            lines.append("  a prune below \(unfinished) is recorded and was not carried out; --execute goes on with it")
        }
        lines += Self.stays(plan)
        if !plan.isEmpty {
            lines.append("Nothing was removed. To do it: --execute --export DIR --anchor DIR --as PRINCIPAL")
        }
        return lines
    }

    /// Why the rest stays.
    static func stays(_ plan: PrunePlan) -> [String] {
        var lines: [String] = []
        if let since = plan.heldSince {
            lines.append("  an open incident holds entries from \(since) on as evidence")
        }
        if let from = plan.heldFrom {
            lines.append("  entry \(from) is about a person under a legal hold; it stays, and what stands behind it")
        }
        if plan.dueBelow < plan.size {
            lines.append("  entries from \(plan.dueBelow) on have to be kept longer, or fill no step of 256")
        }
        return lines
    }
}

/// What a prune removed.
struct PruneDoneReport: Answer {
    var log: AuditLog
    /// What went; nil when there was nothing to remove.
    var removed: PruneReport?
    /// Where the export lies.
    var export: String?
    /// Up to where an earlier prune was gone on with.
    var finishedBelow: UInt64?
    private var stays: [String]

    init(_ plan: PrunePlan, _ removed: PruneReport? = nil, export: String? = nil, finished: UInt64?) {
        (log, self.removed, self.export, finishedBelow) = (plan.log, removed, export, finished)
        stays = removed == nil ? PrunePlanReport.stays(plan) : []
    }

    private enum CodingKeys: String, CodingKey {
        case log, removed, export, finishedBelow
    }

    var lines: [String] {
        var lines: [String] = []
        if let finishedBelow {
            lines.append("an earlier prune of the \(log.rawValue) log was carried out: below \(finishedBelow)")
        }
        guard let removed else {
            return lines + ["\(log.rawValue) log: nothing was kept long enough; nothing was removed"] + stays
        }
        return lines + [
            "\(log.rawValue) log: entries \(removed.first)..<\(removed.below) were removed",
            "  entry \(removed.entry) says so; \(removed.anchoredSize) entries are anchored",
            "  exported to \(export ?? ""), digest \(removed.exportDigest.hex)",
            "Keep the export and the anchor: `audit verify --anchor --export` holds the log against them.",
        ]
    }
}
