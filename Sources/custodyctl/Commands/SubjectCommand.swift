import ArgumentParser
import Custody

/// The identifiers of people.
struct SubjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subject", abstract: "Let another identifier stand for a person, say that two people are one, or undo it.",
        subcommands: [SubjectLinkCommand.self, SubjectMergeCommand.self, SubjectSplitCommand.self])
}

/// Links an identifier.
struct SubjectLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Let another identifier stand for a person whose data is held.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var person: PersonOption
    @Option(help: "The other identifier.") var alias: SubjectID
    @Option(help: "Why they are one person; it is sealed.") var reason: String
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let count = try await store.withCustodian { custodian in
            try await custodian.link(alias, to: person.subject, reason: reason, by: actor.principal)
            return try await custodian.identifierCount(of: person.subject, by: actor.principal)
        }
        Console.answer(IdentifierAnswer(identifiers: count), asJSON: output.asJSON)
    }
}

/// Takes an identifier away.
struct SubjectSplitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Take people apart who were merged; or an identifier away from a person whose it turned out not to be.")

    @OptionGroup var store: StoreOptions
    @Option(help: "The identifier.") var alias: SubjectID
    @Option(help: "Why it is another person's; it is sealed.") var reason: String
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let count = try await store.withCustodian { custodian in
            try await custodian.split(alias, reason: reason, by: actor.principal)
            do { return try await custodian.identifierCount(of: alias, by: actor.principal) } catch let error as CustodianError
                where error.code == .unknownSubject
            { return 0 }
        }
        Console.answer(IdentifierAnswer(identifiers: count), asJSON: output.asJSON)
    }
}

/// How many identifiers stand for the person; 0 for one that stands for nobody now.
private struct IdentifierAnswer: Answer {
    var identifiers: Int

    var lines: [String] {
        [identifiers == 0 ? "the identifier stands for nobody now" : "\(identifiers) identifiers stand for the person"]
    }
}
