import ArgumentParser
import Custody

/// Reads the audit log back.
struct AuditLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Read the audit log: what happened, when, why and in which role. It names nobody.")

    @OptionGroup var store: StoreOptions

    @Option(help: "Only what concerns this person; that it was read is recorded too.")
    var subject: SubjectID?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let entries = try await store.withCustodian { custodian in
            if let subject { try await custodian.log(of: subject) } else { try await custodian.log() }
        }
        Console.answer(LogReport(entries: entries), asJSON: output.asJSON)
    }
}
