import ArgumentParser
import Custody

/// Agrees to a plan as a second person.
struct EraseApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Agree to a plan as a second person, by a signature over it.")

    @OptionGroup var store: StoreOptions

    @Argument(help: ArgumentHelp("The plan; the approval is added to it.", valueName: "plan.json"), completion: .file())
    var plan: String

    @OptionGroup var actor: ActorOption

    @Option(
        help: ArgumentHelp("The approver's signing key, as `principal keygen` wrote it.", valueName: "file"),
        completion: .file())
    var signWith: String

    @OptionGroup var output: JSONOption

    func run() async throws {
        let file = try PlanFile(readingFrom: plan)
        let key = try SigningKeyFile.privateKey(at: signWith)
        let approval = try await store.withCustodian { custodian in
            let approval = try await custodian.approve(file.plan, by: actor.principal, signingWith: key)
            // While the store is held: who approves at the same moment waits for it.
            try PlanFile.add(approval, to: plan)
            return approval
        }
        Console.answer(ApprovalReport(file: plan, approval: approval), asJSON: output.asJSON)
    }
}

/// An approval that was given.
private struct ApprovalReport: Answer {
    var file: String
    var approval: ErasureApproval

    var lines: [String] {
        [
            "approved by \(Printable.text(approval.approver.rawValue)): the signature stands in \(file)",
            "plan digest: \(approval.plan.hex)",
        ]
    }
}
