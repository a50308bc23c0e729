import ArgumentParser
import Custody

/// Accepts that a store was put back to an older copy.
struct AuditAcceptRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept-restore",
        abstract: "Accept that the store was put back to an older copy: each log that lost entries says so.",
        discussion: """
            It needs what was anchored before, and refuses a store that is anything else than older. Against that anchor \
            `audit verify` goes on to name what was lost; begin a new one with `audit anchor`, and keep the old one.
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var anchored: AnchorOptions

    @Option(help: "Why it was put back; it is sealed.")
    var reason: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who accepts it; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let held = try await anchored.logs()
        guard !held.isEmpty else {
            throw ToolError(
                "usage", "what was lost shows only against what was anchored; give --anchor or --checkpoint, and --vkey")
        }
        let receipts = try await store.withCustodian {
            try await $0.acceptRestoration(against: held, by: principal.map { .asserted($0) }, reason: reason)
        }
        Console.answer(RestorationAnswer(accepted: receipts.map(\.place)), asJSON: output.asJSON)
    }
}

/// The entries that say that the store was put back.
private struct RestorationAnswer: Answer {
    var accepted: [AuditPlace]

    var lines: [String] { accepted.map { "accepted: entry \($0) says how far the log reached then" } }
}
