import Custody

/// What stands in a store's directory.
struct InspectReport: Answer {
    var isIntact: Bool
    var commits: UInt64
    var closedCleanly: Bool
    var holder: String?
    var inventory: StoreInventory
    var findings: [StoreFinding]

    init(_ inspection: StoreInspection) {
        isIntact = inspection.isIntact
        commits = inspection.commits
        closedCleanly = inspection.closedCleanly
        holder = inspection.holder
        inventory = inspection.inventory
        findings = inspection.findings
    }

    var lines: [String] {
        var lines = [
            "store \(inventory.store.map(\.description) ?? "unknown"), "
                + "controller \(inventory.controller.map { Printable.text($0.rawValue) } ?? "unknown")",
            "journal: \(commits) commits, \(closedCleanly ? "closed in order" : "not closed"), "
                + (inventory.manifest.map { "manifest \($0)" } ?? "no manifest"),
        ]
        if let checkpoint = inventory.checkpoint {
            lines.append("checkpoint: commit \(checkpoint.sequence) and all before it stand outside the journal too")
        }
        lines += inventory.segments.map(Self.line)
        lines += inventory.keptTails.map { "  kept tail \(Printable.text($0.file)): \($0.size) bytes" }
        lines.append("files: \(inventory.files.count), \(inventory.size) bytes")
        lines += inventory.files.map { "  \(Printable.text($0.file)): \($0.size) bytes" }
        if let holder { lines.append("in use: \(holder)") }
        lines += findings.map { Printable.text($0.description) }
            .map { $0.hasPrefix("damage") ? Style.red.applied(to: $0) : $0 }
        return lines + [isIntact ? Style.green.applied(to: "nothing is damaged") : Style.red.applied(to: "DAMAGED")]
    }

    private static func line(_ segment: StoreInventory.Segment) -> String {
        let range =
            switch segment.firstSequence {
            case nil: "unreadable"
            case let first? where segment.lastSequence < first: "no commit yet, the next is \(first)"
            case let first?: "commits \(first) to \(segment.lastSequence)"
            }
        let state = segment.isSealed ? "sealed" : segment.closedCleanly ? "closed in order" : "open"
        return "  segment \(segment.file): \(range), \(segment.size) bytes, writer \(segment.writerEpoch), \(state)"
    }
}
