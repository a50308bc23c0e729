import ArgumentParser
import Custody

/// Says where a person stands.
struct ConsentStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say where a person stands, now or as of a time.")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @Option(help: "To processing for which purpose; every purpose that needs consent when not given.")
    var purpose: Purpose?

    @OptionGroup var time: PastOptions

    @OptionGroup var output: JSONOption

    func run() async throws {
        let report = try await store.withCustodian { custodian in
            let purposes = purpose.map { [$0] } ?? custodian.governance.purposes.filter(\.needsConsent).map(\.purpose)
            var lines: [ConsentReport.Line] = []
            for purpose in purposes {
                let status = try await custodian.consentStatus(
                    of: person.subject, for: purpose, at: time.at, knownAt: time.horizon)
                lines.append(.init(purpose, status))
            }
            return ConsentReport(status: lines, at: time.at)
        }
        Console.answer(report, asJSON: output.asJSON)
    }
}
