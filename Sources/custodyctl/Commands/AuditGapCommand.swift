import ArgumentParser
import Custody

/// Has the log say that events were not recorded.
struct AuditGapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gap",
        abstract:
            "Have the log say that events could not be recorded, such as those that a host saw fail while the disk was full.",
        discussion: "Neither before the oldest entry of the log nor after now can anything be missing.")

    @OptionGroup var store: StoreOptions

    @Option(help: "How many events are missing.")
    var count: UInt64

    @Option(help: ArgumentHelp("When the first of them happened.", valueName: "time"))
    var from: Instant

    @Option(help: ArgumentHelp("When the last of them happened.", valueName: "time"))
    var to: Instant

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Who says so; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let receipt = try await store.withCustodian {
            try await $0.recordGap(
                AuditGap(dropped: count, from: from, to: to), by: principal.map { .asserted($0) })
        }
        Console.answer(GapAnswer(entry: receipt.place), asJSON: output.asJSON)
    }
}

/// The entry that tells of the gap.
private struct GapAnswer: Answer {
    var entry: AuditPlace

    var lines: [String] { ["entry \(entry) tells of the gap"] }
}
