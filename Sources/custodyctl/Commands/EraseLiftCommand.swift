import ArgumentParser
import Custody

/// Forgets erased identifiers whose time is over.
struct EraseLiftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lift",
        abstract: "Forget that identifiers were erased, where that was to be remembered until a date that has passed.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let lifted = try await store.withCustodian { try await $0.liftSuppressions(by: actor.principal) }
        Console.answer(LiftReport(lifted: lifted), asJSON: output.asJSON)
    }
}

/// How many were forgotten.
private struct LiftReport: Answer {
    var lifted: Int

    var lines: [String] { [lifted == 0 ? "nothing is due" : "\(lifted) erased identifiers are remembered no more"] }
}
