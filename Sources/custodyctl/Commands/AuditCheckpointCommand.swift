import ArgumentParser
import Custody

/// Signs a log as it stands.
struct AuditCheckpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign a log as it stands, and tell its checkpoint and its key.",
        discussion: """
            Keep both outside the store's reach: with them `audit verify --checkpoint --vkey` finds what a store that was put \
            back to an earlier state cannot tell by itself.
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var log: LogOption

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write the checkpoint to; standard output when not given.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var format: JSONOption

    func run() async throws {
        let report = try await OutputFile.filling(output, for: "the checkpoint", outside: store.dir) {
            () -> (CheckpointReport, [UInt8]) in
            let (signed, key) = try await store.withCustodian { custodian in
                (try await custodian.checkpoint(log.log), try await custodian.status(of: log.log).verifier)
            }
            guard let signed else { throw ToolError("emptyLog", "the log has no entry yet, so that there is nothing to sign") }
            return (CheckpointReport(log.log, signed, key, isShown: output == nil), signed.bytes.array)
        }
        Console.answer(report, asJSON: format.asJSON)
    }
}
