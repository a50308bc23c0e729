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
        commandName: "link", abstract: "Let another identifier stand for a person whose data is held.",
        discussion: "A token is no identifier: --alias takes none. `subject merge` says that two people are one.")

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
        abstract: "Take people apart who were merged; or an identifier away from a person whose it turned out not to be.",
        discussion: "An identifier is taken away by its name only: --token is for people who were merged.")

    @OptionGroup var store: StoreOptions
    @Option(help: ArgumentHelp("The identifier.", valueName: "alias")) var alias: SubjectID?
    @Option(
        help: ArgumentHelp(
            "In the place of --alias: who is taken apart from the others, by the token that a list has.", valueName: "digits"))
    var token: SubjectToken?
    @Option(help: "Why it is another person's; it is sealed.") var reason: String
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    private var named: SubjectID {
        get throws { try PersonOption.one(alias, token, of: "--alias or --token") }
    }

    func validate() throws { _ = try named }

    func run() async throws {
        let who = try named
        let count = try await store.withCustodian { custodian in
            try await custodian.split(who, reason: reason, by: actor.principal)
            do { return try await custodian.identifierCount(of: who, by: actor.principal) } catch let error as CustodianError
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
