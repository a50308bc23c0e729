import ArgumentParser
import Custody

/// Draws up what a person gets who asks who looked at their data.
struct AuditAccessLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access-log",
        abstract: "Draw up for a person who looked at their data: dates, purposes, categories, roles (GDPR Art. 15).",
        discussion: """
            Nobody who acted is named, unless --name-actors says why that is indispensable and how it was weighed; then --as \
            must be a principal with the permission `audit.reveal`. Both the list and that decision are recorded.
            """)

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @Option(help: ArgumentHelp("Name those who acted, for this reason.", valueName: "reason"))
    var nameActors: String?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let disclosure = try ActorDisclosure(nameActors, by: reader.principal)
        let log = try await store.withCustodian {
            try await $0.subjectAccessLog(of: person.subject, by: reader.principal, naming: disclosure)
        }
        Console.answer(SubjectAccessReport(log: log), asJSON: output.asJSON)
    }
}

extension ActorDisclosure {
    /// The decision that an option gives the reason of; nil when it was not given.
    init?(_ reason: String?, by principal: Principal?) throws(ToolError) {
        guard let reason else { return nil }
        guard let principal else {
            throw ToolError("usage", "say with --as who decided that those who acted are named")
        }
        self.init(decidedBy: principal, reason: reason)
    }
}
