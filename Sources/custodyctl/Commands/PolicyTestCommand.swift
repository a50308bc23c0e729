import ArgumentParser
import Custody

/// Runs a table of expectations against a policy document.
struct PolicyTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run a table of expectations against a policy document.",
        discussion: """
            The table is a JSON list of questions with the answer that is expected, such as \
            [{"principal": "support-1", "action": "read", "purpose": "customerCare", "categories": ["contact"], \
            "expect": "permitted"}]. Where an answer is another one the command ends with 1.
            """)

    @Argument(help: ArgumentHelp("The policy document.", valueName: "policy.json"), completion: .file())
    var policy: String

    @Argument(help: ArgumentHelp("The table.", valueName: "expectations.json"), completion: .file())
    var table: String

    @OptionGroup var output: JSONOption

    func run() throws {
        let document = try PolicyDocument.read(policy)
        let expectations = try Expectation.read(table)
        let compiled = try PolicyQuestion.compile(document, path: policy, with: expectations.map(\.question), from: table)
        var failures: [String] = []
        for (index, expectation) in expectations.enumerated() {
            if let failure = expectation.failure(in: try expectation.question.explain(compiled)) {
                failures.append("[\(index)] \(expectation.question.summary): \(failure)")
            }
        }
        guard failures.isEmpty else {
            throw ToolError(
                "expectationFailed", "\(failures.count) of \(expectations.count) expectations do not hold", path: table,
                reasons: failures, status: .refused)
        }
        Console.answer(TestAnswer(expectations: expectations.count), asJSON: output.asJSON)
    }
}

private struct TestAnswer: Answer {
    var expectations: Int
    var lines: [String] { ["all \(expectations) expectations hold"] }
}
