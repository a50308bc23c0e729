import ArgumentParser
import Custody

/// Computes from the log whom and what an incident touched.
struct IncidentScopeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scope", abstract: "Compute from the log whom and what the incident touched.",
        discussion: """
            Without --principal, --from and --to it is what the incident's alert is about. The log names nobody: to learn who of \
            the people that you know is concerned, give them with --among, one a line; the list of those to tell is then \
            printed, or written to --output.
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var which: IncidentOption
    @OptionGroup var scope: ScopeOptions

    @Option(help: ArgumentHelp("The people that you know, one a line.", valueName: "file"), completion: .file())
    var among: String?

    @Option(help: ArgumentHelp("Where to write the list of those to tell.", valueName: "file"), completion: .file())
    var output: String?

    @Flag(help: "Add the counts and the kinds of data to the facts of the breach.")
    var learn = false

    @OptionGroup var actor: ActorOption
    @OptionGroup var form: JSONOption

    func run() async throws {
        guard output == nil || among != nil else { throw ToolError("usage", "--output needs --among: the log names nobody") }
        let question = try scope.question()
        let known = try among.map { try InputFile.lines($0, "the list of people").map { SubjectID($0) } }
        let answer = try await OutputFile.filling(output, for: "the list of those to tell", outside: store.dir) {
            let answer = try await store.withCustodian { custodian in
                let scope = try await custodian.scope(of: which.incident, asking: question, by: actor.principal)
                if learn {
                    let facts = try await custodian.incident(which.incident, by: actor.principal).incident.facts
                    try await custodian.handle(
                        which.incident, .learn(.breach(scope.adding(to: facts))), by: actor.principal)
                }
                let affected: [SubjectID] =
                    if let known {
                        try await custodian.affected(by: scope, among: known, reader: actor.principal)
                    } else { [] }
                return ScopeAnswer(scope, affected: affected, isListed: known != nil)
            }
            return (answer, Array(answer.affected.map { $0 + "\n" }.joined().utf8))
        }
        Console.answer(answer, asJSON: form.asJSON)
    }
}
