import ArgumentParser
import Custody

/// Records what was learnt.
struct IncidentReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Record what was learnt once it was over, and what is to be changed because of it.")

    @OptionGroup var act: IncidentActOptions

    @Option(
        name: .customLong("finding"), help: ArgumentHelp("What was found; may be repeated; it is sealed.", valueName: "text"))
    var findings: [String] = []

    @Option(name: .customLong("cause"), help: ArgumentHelp("What brought it about; may be repeated.", valueName: "text"))
    var causes: [String] = []

    @Option(help: ArgumentHelp("What is to be changed.", valueName: "text"))
    var action: String?

    @Option(help: ArgumentHelp("Who sees to it.", valueName: "person"))
    var owner: String?

    @Option(help: ArgumentHelp("By when.", valueName: "time"))
    var due: Instant?

    @Option(help: ArgumentHelp("The corrective action of this number was carried out.", valueName: "number"))
    var carriedOut: Int?

    @Option(help: ArgumentHelp("Somebody else saw that the corrective action of this number works.", valueName: "number"))
    var verified: Int?

    func run() async throws {
        var acts: [IncidentAct] = []
        if !findings.isEmpty || !causes.isEmpty { acts.append(.review(findings: findings, causes: causes)) }
        switch (action, owner, due) {
        case (let action?, let owner?, let due?): acts.append(.improve(action, owner: owner, by: due))
        case (nil, nil, nil): break
        default: throw ToolError("usage", "--action, --owner and --due belong together")
        }
        if let carriedOut { acts.append(.carryOut(action: carriedOut)) }
        if let verified { acts.append(.verify(action: verified)) }
        guard !acts.isEmpty else { throw ToolError("usage", "say what was found, or what is to be changed") }
        try await act.handle(acts)
    }
}
