import ArgumentParser
import Custody

/// Explains a decision of a policy document.
struct PolicyExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a policy document answers, why, and what would change it.")

    @Argument(help: ArgumentHelp("The policy document.", valueName: "policy.json"), completion: .file())
    var policy: String

    @Option(help: "Who asks.")
    var principal: String

    @Option(help: "What for.")
    var action: String

    @Option(help: "Why.")
    var purpose: Purpose?

    @Option(help: ArgumentHelp("The categories, with commas between them.", valueName: "names"))
    var categories: NameList?

    @Flag(help: "The person consents to the purpose.")
    var consent = false

    @Option(help: ArgumentHelp("The level of authentication.", valueName: "0-3"))
    var level: Int?

    @Option(help: ArgumentHelp("When.", valueName: "time"))
    var at: Instant?

    @OptionGroup var output: JSONOption

    func run() throws {
        var question = PolicyQuestion(principal: PrincipalID(principal), action: Action(action))
        question.purpose = purpose
        question.categories = (categories?.names ?? []).map { DataCategory($0) }
        question.consent = consent ? .given : .notAsked
        question.level = level
        question.at = at
        let document = try PolicyDocument.read(policy)
        let compiled = try PolicyQuestion.compile(document, path: policy, with: [question])
        Console.answer(ExplainAnswer(try question.explain(compiled), compiled.categories), asJSON: output.asJSON)
    }
}

/// A decision and why.
private struct ExplainAnswer: Answer {
    struct NearMiss: Encodable {
        var rule: String
        var remedies: [String]
    }

    var outcome: AccessDecision.Outcome
    var reasons: [AccessReason]
    var allowed: [DataCategory]
    var masked: [DataCategory]
    var pseudonymised: [DataCategory]
    var dropped: [DataCategory]
    var nearMisses: [NearMiss]
    var remedies: [String]
    private var text: String

    private enum CodingKeys: String, CodingKey {
        case outcome, reasons, allowed, masked, pseudonymised, dropped, nearMisses, remedies
    }

    init(_ explanation: AccessExplanation, _ categories: CategoryRegistry) {
        let decision = explanation.decision
        outcome = decision.outcome
        reasons = decision.reasons.all
        allowed = categories.categories(in: decision.allowed)
        masked = categories.categories(in: decision.masked)
        pseudonymised = categories.categories(in: decision.pseudonymised)
        dropped = categories.categories(in: decision.dropped)
        nearMisses = explanation.nearMisses.map {
            NearMiss(rule: $0.permission.place, remedies: $0.remedies.map(\.description))
        }
        remedies = explanation.remedies.map(\.description)
        text = explanation.description
    }

    var lines: [String] { text.split(separator: "\n").map { Printable.text(String($0)) } }
}
