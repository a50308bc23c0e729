import ArgumentParser
import Custody

/// Checks a policy document.
struct PolicyValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check a policy document: errors forbid its use, warnings are for its author.")

    @Argument(help: ArgumentHelp("The policy document.", valueName: "policy.json"), completion: .file())
    var policy: String

    @Option(
        help: ArgumentHelp("The kinds of records: warns of categories that none of their fields has.", valueName: "file"),
        completion: .file())
    var records: String?

    @OptionGroup var output: JSONOption

    func run() throws {
        let document = try PolicyDocument.read(policy)
        let findings = try records.map { document.validate(against: try RecordsDocument.read($0)) } ?? document.validate()
        guard findings.isUsable else {
            throw ToolError(
                findings.errors.first?.code.rawValue ?? "invalidPolicy", "the policy file cannot be used", path: policy,
                reasons: findings.errors.map(\.description))
        }
        Console.answer(
            ValidateAnswer(
                warnings: findings.warnings.map { .init(path: $0.path, code: $0.code.rawValue, message: $0.message) }),
            asJSON: output.asJSON)
    }
}

/// What is odd about a usable policy.
private struct ValidateAnswer: Answer {
    struct Warning: Encodable {
        var path: String
        var code: String
        var message: String
    }

    var warnings: [Warning]

    var lines: [String] {
        warnings.map { "warning: \($0.path): \(Printable.text($0.message)) (\($0.code))" } + ["the policy can be used"]
    }
}
