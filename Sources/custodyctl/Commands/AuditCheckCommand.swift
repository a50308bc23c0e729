import ArgumentParser
import Custody

/// Checks what somebody handed over, without a store.
struct AuditCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a receipt, a checkpoint or an exported log that somebody handed over; no store is needed.")

    @Argument(help: "A receipt, a checkpoint, or the directory of one exported log.", completion: .file())
    var path: String

    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        guard !trust.vkey.isEmpty else { throw ToolError("usage", "give the key of the log with --vkey") }
        let log = try trust.log()
        do {
            Console.answer(try CheckReport(path, log), asJSON: output.asJSON)
        } catch let error as AuditError {
            throw ToolError(error.code.rawValue, error.message, path: path, status: .integrity)
        }
    }
}
