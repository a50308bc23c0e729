import ArgumentParser
import Custody

/// Computes from the log whom and what an incident touched.
struct IncidentScopeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scope", abstract: "Compute from the log whom and what the incident touched.",
        discussion: """
            Without --principal, --from and --to it is what the incident's alert is about. The log names nobody: to learn who of \
            the people that you know is concerned, give them with --among, one a line; the list of those to tell is then \
            printed, or written to --output. With --learn that file is whole before anything is learnt and gets its name \
            afterwards; a run that was killed may leave it with .new behind its name: do it again, nothing is counted twice.
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
        let result = try RecordedOutput(
            output, for: "the list of those to tell", outside: store.dir, asJSON: form.asJSON)
        let answer = try await store.withCustodian { custodian in
            let scope = try await custodian.scope(of: which.incident, asking: question, by: actor.principal)
            let affected: [SubjectID] =
                if let known {
                    try await custodian.affected(by: scope, among: known, reader: actor.principal)
                } else { [] }
            let answer = ScopeAnswer(scope, affected: affected, isListed: known != nil)
            try await result.finish(answer, Array(answer.affected.map { $0 + "\n" }.joined().utf8)) {
                try await record(scope, in: custodian)
            }
            return answer
        }
        Console.answer(answer, asJSON: form.asJSON)
    }

    /// Adds what the scope tells to the facts of the breach.
    ///
    /// - Returns: what is on record then; nil when nothing was to be learnt.
    private func record(_ scope: IncidentScope, in custodian: Custodian) async throws -> String? {
        guard learn else { return nil }
        let facts = try await custodian.incident(which.incident, by: actor.principal).incident.facts
        try await custodian.handle(which.incident, .learn(.breach(scope.adding(to: facts))), by: actor.principal)
        return "the counts and the kinds of data are on record with the facts of the breach: --learn need not be given again"
    }
}
