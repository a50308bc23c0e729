import ArgumentParser
import Custody

/// Writes what leads from an earlier checkpoint to the newest.
struct AuditProofCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Write the proof that the log has only grown since an earlier checkpoint.",
        discussion: "The form that witnesses take (C2SP tlog-witness): the earlier size, the hashes, the newest checkpoint.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var log: LogOption

    @Option(help: ArgumentHelp("The size of the earlier checkpoint; 0 for who holds none.", valueName: "size"))
    var from: UInt64

    @OptionGroup var result: ProofOutput

    func run() async throws {
        try await result.write(outside: store.dir) {
            try await store.withCustodian { try await $0.update(log.log, from: from).bytes }
        }
    }
}
