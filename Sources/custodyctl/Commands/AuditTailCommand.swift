import ArgumentParser
import Custody

/// Reads the audit log on from where a reader was.
struct AuditTailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Read the audit log from a commit on, as far as it goes.",
        discussion: """
            The lines come one after another, however many there are; with --json each is an object on a line of its own. The \
            number in front of a line is its commit: go on with the one behind the last. That it was read is recorded.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("The commit to begin with.", valueName: "number"))
    var from: UInt64

    @Option(help: ArgumentHelp("Only one log: evidence or access.", valueName: "log"))
    var log: AuditLog?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let filter = LogFilter(log: log, since: CommitSequence(rawValue: from))
        try await store.withCustodian { custodian in
            for try await line in try await custodian.lines(filter, by: reader.principal) {
                if output.asJSON { Console.jsonLine(line) } else { Console.line(line.text) }
            }
        }
    }
}
