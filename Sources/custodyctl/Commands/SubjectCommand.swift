import ArgumentParser
import Custody

/// The identifiers of people.
struct SubjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subject", abstract: "Let another identifier stand for a person, or take one away.",
        subcommands: [SubjectLinkCommand.self, SubjectSplitCommand.self])
}

/// Links an identifier.
struct SubjectLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Let another identifier stand for a person whose data is held.")

    @OptionGroup var store: StoreOptions
    @Option(help: "The person, by an identifier that is known.") var subject: SubjectID
    @Option(help: "The other identifier.") var alias: SubjectID
    @Option(help: "Why they are one person; it is sealed.") var reason: String
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let count = try await store.withCustodian { custodian in
            try await custodian.link(alias, to: subject, reason: reason, by: actor.principal)
            return try await custodian.identifierCount(of: subject)
        }
        Console.answer(IdentifierAnswer(identifiers: count), asJSON: output.asJSON)
    }
}

/// Takes an identifier away.
struct SubjectSplitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Take an identifier away from a person whose it turned out not to be.")

    @OptionGroup var store: StoreOptions
    @Option(help: "The identifier.") var alias: SubjectID
    @Option(help: "Why it is not this person's; it is sealed.") var reason: String
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        try await store.withCustodian { try await $0.split(alias, reason: reason, by: actor.principal) }
        Console.answer(IdentifierAnswer(identifiers: 0), asJSON: output.asJSON)
    }
}

/// How many identifiers stand for the person; 0 for one that stands for nobody now.
private struct IdentifierAnswer: Answer {
    var identifiers: Int

    var lines: [String] {
        [identifiers == 0 ? "the identifier stands for nobody now" : "\(identifiers) identifiers stand for the person"]
    }
}
