import ArgumentParser
import Custody

/// Compares what two policy documents permit.
struct PolicyDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Say who may do more and who less under another policy document.")

    @Argument(help: ArgumentHelp("The policy document in force.", valueName: "old.json"), completion: .file())
    var old: String

    @Argument(help: ArgumentHelp("The policy document to come.", valueName: "new.json"), completion: .file())
    var new: String

    @OptionGroup var output: JSONOption

    func run() throws {
        let (before, after) = (try valid(old), try valid(new))
        let categories = Set(before.categories + after.categories).sorted()
        let (has, gets) = (abilities(before, categories), abilities(after, categories))
        Console.answer(
            DiffAnswer(gained: gets.subtracting(has).sorted(), lost: has.subtracting(gets).sorted()), asJSON: output.asJSON)
    }

    private func valid(_ path: String) throws -> RolePolicy {
        let policy = try PolicyDocument.read(path)
        let findings = policy.validate()
        guard findings.isUsable else {
            throw ToolError(
                findings.errors.first?.code.rawValue ?? "invalidPolicy", "the policy file cannot be used", path: path,
                reasons: findings.errors.map(\.description))
        }
        return policy
    }

    /// Everything that somebody may do, a line each: for every action, category and purpose that a rule speaks of.
    private func abilities(_ policy: RolePolicy, _ categories: [DataCategory]) -> Set<String> {
        let review = AccessReview(of: policy)
        var lines: Set<String> = []
        for action in Set(policy.roles.flatMap(\.rules).flatMap(\.actions)) {
            for purpose in policy.allPurposes.map(\.purpose) {
                for category in categories.map(Optional.some) + [nil] {
                    for actor in review.actors(who: action, on: category, for: purpose) {
                        let data = category.map { " \($0)" } ?? ""
                        lines.insert(
                            "\(actor.principal) \(action)\(data) for \(purpose)\(actor.isConditional ? ", on conditions" : "")")
                    }
                }
            }
        }
        return lines
    }
}

/// What changes.
private struct DiffAnswer: Answer {
    var gained: [String]
    var lost: [String]

    var lines: [String] {
        let changes = lost.map { "- \(Printable.text($0))" } + gained.map { "+ \(Printable.text($0))" }
        return changes.isEmpty ? ["nobody may do more or less"] : changes
    }
}
