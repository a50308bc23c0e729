import ArgumentParser
import Custody

/// Lists the grants of a store, now or as they were.
struct AccessListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the grants beside the document, now or as they were.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("As they were then.", valueName: "time"))
    var at: Instant?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let now = SystemClock().now()
        let past = try await store.withCustodian { try await $0.access(at: at ?? now) }
        guard let past else { throw ToolError("noPolicy", "the store had no policy then") }
        Console.answer(
            AccessListAnswer(policyVersion: past.version.rawValue, grants: past.ledger.grants), asJSON: output.asJSON)
    }
}

private struct AccessListAnswer: Answer {
    var policyVersion: UInt32
    var grants: [RoleGrant]

    var lines: [String] {
        ["policy version \(policyVersion), \(grants.count) grants beside it"]
            + grants.map { grant in
                var text = "\(grant.id)  \(grant.principal) holds \(grant.role)"
                if let scope = grant.scope { text += " in \(scope)" }
                if let until = grant.until { text += " until \(until)" }
                if grant.isSuspended { text += ", suspended" }
                return Printable.text(text)
            }
    }
}
