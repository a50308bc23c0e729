import ArgumentParser
import Custody

/// Lets old requests shrink.
struct RequestShrinkCommand: AsyncParsableCommand {
    /// How many shrank.
    struct Report: Answer {
        var count: Int
        var lines: [String] { ["\(count) requests shrank to keyed references"] }
    }

    static let configuration = CommandConfiguration(
        commandName: "shrink",
        abstract: "Let requests shrink to keyed references that were closed so long ago that nothing can be claimed from them.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("How long after they were closed, such as 3y.", valueName: "period"))
    var after: RetentionClass.Period

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let count = try await store.withCustodian { try await $0.shrinkRequests(after: after, by: actor.principal) }
        Console.answer(Report(count: count), asJSON: output.asJSON)
    }
}
