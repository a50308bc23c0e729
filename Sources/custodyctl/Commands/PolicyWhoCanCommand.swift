import ArgumentParser
import Custody

/// Who may do something.
struct PolicyWhoCanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can", abstract: "List who may do an action, and by which roles.")

    @Argument(help: ArgumentHelp("The policy document.", valueName: "policy.json"), completion: .file())
    var policy: String

    @Option(help: "What.")
    var action: String

    @Option(help: "With which category.")
    var category: String?

    @Option(help: "For which purpose; any when not given.")
    var purpose: Purpose?

    @Option(help: ArgumentHelp("When; whatever the time when not given.", valueName: "time"))
    var at: Instant?

    @OptionGroup var output: JSONOption

    func run() throws {
        let document = try PolicyDocument.read(policy)
        guard (Action.all + document.actions).contains(Action(action)) else {
            throw PolicyQuestion.unknownAction(under: document, path: policy)
        }
        if let category, !DataCategory(category).isWellFormed {
            throw ToolError("unknownCategory", "--category names no category: use letters, digits, '-', '_' and dots")
        }
        if let purpose, !document.allPurposes.contains(where: { $0.purpose == purpose }) {
            let declared = document.allPurposes.map(\.purpose.rawValue).sorted().joined(separator: ", ")
            throw ToolError(
                "unknownPurpose", "the policy declares no such purpose; declared are \(declared)", path: policy)
        }
        let actors = AccessReview(of: document).actors(
            who: Action(action), on: category.map { DataCategory($0) }, for: purpose, at: at)
        Console.answer(WhoCanAnswer(actors), asJSON: output.asJSON)
    }
}

private struct WhoCanAnswer: Answer {
    struct Actor: Encodable {
        var principal: String
        var isConditional: Bool
        var via: [String]
    }

    var actors: [Actor]

    init(_ actors: [AccessReview.Actor]) {
        self.actors = actors.map { actor in
            Actor(
                principal: actor.principal.rawValue, isConditional: actor.isConditional,
                via: actor.via.map { "\($0.path.map(\.rawValue).joined(separator: " → ")): \($0.name)" })
        }
    }

    var lines: [String] {
        guard !actors.isEmpty else { return ["nobody"] }
        return actors.flatMap { actor in
            ["\(Printable.text(actor.principal))\(actor.isConditional ? "  (on conditions)" : "")"]
                + actor.via.map { "  by \(Printable.text($0))" }
        }
    }
}
