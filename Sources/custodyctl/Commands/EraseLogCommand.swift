import ArgumentParser
import Custody

/// Erases what the log still says about people who were erased.
struct EraseLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Erase what the log still says about erased people, where its time is over and no open incident holds it.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let done = try await store.withCustodian { try await $0.eraseDueLogParts(by: actor.principal) }
        Console.answer(LogErasureReport(erased: done), asJSON: output.asJSON)
    }
}

/// What was erased of the log.
private struct LogErasureReport: Answer {
    var erased: [LogErasure]

    var lines: [String] {
        guard !erased.isEmpty else { return ["nothing is due"] }
        return erased.map { "erased \($0.scope.count) parts about \($0.subject): entry \($0.scope.entry) accounts for them" }
    }
}
