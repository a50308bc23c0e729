import ArgumentParser
import Custody

/// Prints the policy document of a store, now or as it was.
struct AccessPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Print the policy document of a store, now or as it was.",
        discussion: "What it prints is a policy document: the policy commands read it.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("As it was then, such as 2026-05-03.", valueName: "time"))
    var at: Instant?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let now = SystemClock().now()
        let past = try await store.withCustodian { try await $0.access(at: at ?? now) }
        guard let past else { throw ToolError("noPolicy", "the store had no policy then") }
        Console.answer(
            PastPolicyAnswer(
                policyVersion: past.version.rawValue, policy: past.governance.policy,
                text: String(decoding: try past.governance.policy.json(), as: UTF8.self)), asJSON: output.asJSON)
    }
}

/// A document as it was adopted.
private struct PastPolicyAnswer: Answer {
    var policyVersion: UInt32
    var policy: RolePolicy
    var text: String

    private enum CodingKeys: String, CodingKey {
        case policyVersion, policy
    }

    var lines: [String] { text.split(separator: "\n").map { Printable.text(String($0)) } }
}
