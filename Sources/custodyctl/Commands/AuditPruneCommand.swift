import ArgumentParser
import Custody

/// Removes from a log what was kept as long as it had to be.
struct AuditPruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove from a log what was kept long enough; only shows what would go unless --execute is given.",
        discussion: """
            With --execute the log is exported to --export (or the export that lies there is taken), read back, anchored, and only \
            then are its old entries removed. Hashes stay, so that every receipt still holds. A log loses only what was kept as \
            long as `init` said and what no open incident holds as evidence. Nothing ever goes by itself.
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var log: LogOption

    @Option(help: ArgumentHelp("Prune below this entry, a multiple of 256; everything that may go when not given."))
    var below: UInt64?

    @Flag(help: "Do it. Without this nothing is written.")
    var execute = false

    @Option(
        help: ArgumentHelp(
            "The directory of the export: an absent or empty one is filled, another one is read.", valueName: "dir"),
        completion: .directory)
    var export: String?

    @Option(
        help: ArgumentHelp("The directory that `audit anchor` writes to; on another volume.", valueName: "dir"),
        completion: .directory)
    var anchor: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who prunes: a principal whom the policy permits audit.prune.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        guard execute else {
            guard export == nil, anchor == nil, principal == nil else {
                throw ToolError("usage", "--export, --anchor and --as are for --execute; without it nothing is written")
            }
            let shown = try await store.withCustodian { custodian in try plan(await custodian.planPrune(of: log.log)) }
            return Console.answer(PrunePlanReport(shown), asJSON: output.asJSON)
        }
        guard let export, let anchor, let principal else {
            throw ToolError("usage", "--execute needs --export, --anchor and --as")
        }
        try StoreDirectory.refuse(export, inside: store.dir, "the export")
        try StoreDirectory.refuse(anchor, inside: store.dir, "the anchor")
        guard !StoreDirectory.contains(export, anchor), !StoreDirectory.contains(anchor, export) else {
            throw ToolError("usage", "the export and the anchor need directories of their own", path: anchor)
        }
        let report = try await store.withCustodian { try await prune($0, export, FileAnchor(at: anchor), .asserted(principal)) }
        Console.answer(report, asJSON: output.asJSON)
    }

    private func prune(
        _ custodian: Custodian, _ export: String, _ anchor: FileAnchor, _ principal: Principal
    ) async throws -> PruneDoneReport {
        let first = try await custodian.planPrune(of: log.log)
        if first.unfinishedBelow != nil { try await custodian.finishPrune(of: log.log, anchoring: anchor, by: principal) }
        let plan = try plan(try await custodian.planPrune(of: log.log))
        guard !plan.isEmpty else { return PruneDoneReport(plan, finished: first.unfinishedBelow) }
        if try OutputFile.isAbsentOrEmpty(export) {
            _ = try await custodian.exportForPruning(log.log, to: export, by: principal)
        }
        let verified = try await custodian.verifyExport(of: log.log, at: export)
        let done = try await custodian.prune(plan, exported: verified, anchoring: anchor, by: principal)
        return PruneDoneReport(plan, done, export: export, finished: first.unfinishedBelow)
    }

    /// As far as was asked for.
    private func plan(_ plan: PrunePlan) throws -> PrunePlan {
        guard let below else { return plan }
        guard let limited = plan.limited(to: below) else {
            throw ToolError(
                "usage",
                "--below \(below) is beyond what may go (\(plan.first)..<\(plan.below)) or no multiple of \(AuditPrune.unit)")
        }
        return limited
    }
}
