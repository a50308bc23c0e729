import ArgumentParser
import Custody

/// Writes the proof of one entry.
struct AuditReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Write the proof that an entry is in the log, as anybody can check it without the store.",
        discussion: "A C2SP tlog-proof: the leaf, its index, its path, and the signed checkpoint that it leads to.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var log: LogOption

    @Option(help: ArgumentHelp("Which entry; the number in brackets of its place.", valueName: "number"))
    var index: UInt64

    @OptionGroup var result: ProofOutput

    func run() async throws {
        try await result.write(outside: store.dir) {
            try await store.withCustodian { try await $0.proof(of: AuditPlace(log.log, index)).bytes }
        }
    }
}
