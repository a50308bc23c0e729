import ArgumentParser
import Custody

/// Takes a step with a request.
struct RequestAdvanceCommand: AsyncParsableCommand {
    /// Which step.
    enum Step: String, ExpressibleByArgument, CaseIterable {
        case acknowledge
        case askIdentity = "ask-identity"
        case verify
        case noDoubt = "no-doubt"
        case failIdentity = "fail-identity"
        case askClarification = "ask-clarification"
        case clarified
        case payFee = "pay-fee"
        case extend
        case grant
        case takeBack = "take-back"
        case markDuplicate = "mark-duplicate"
        case clearDuplicate = "clear-duplicate"
        case abandon
    }

    static let configuration = CommandConfiguration(
        commandName: "advance",
        abstract: "Take a step with a request: \(Step.allCases.map(\.rawValue).joined(separator: ", ")).",
        discussion: """
            What the person is told (that it arrived, that it takes longer, what is asked) is told by you; here it is recorded. \
            `abandon` says that carrying it out was cut off, so that it can be begun again.
            """)

    @OptionGroup var request: RequestOptions

    @Option(help: ArgumentHelp("Which step.", valueName: "step"))
    var step: Step

    @Option(help: ArgumentHelp("Why, or by what it was verified; it is sealed.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("The request that it repeats.", valueName: "id"))
    var of: RequestID?

    /// The steps that speak for themselves.
    private static let unexplained: [Step] = [
        .acknowledge, .clarified, .payFee, .grant, .takeBack, .markDuplicate, .clearDuplicate,
    ]

    func validate() throws {
        guard reason == nil || !Self.unexplained.contains(step) else {
            throw ValidationError("nothing is recorded of why with this step; leave --reason out")
        }
        guard of == nil || step == .markDuplicate else { throw ValidationError("--of is for the step mark-duplicate") }
    }

    func run() async throws {
        if step == .abandon {
            let reason = try given()
            return try await request.handle("abandoned") { try await $0.abandon($1, reason: reason, by: $2) }
        }
        let taken = try taken()
        try await request.handle("\(step.rawValue):") { try await $0.advance($1, taken, by: $2) }
    }

    private func given() throws(ToolError) -> String {
        guard let reason else { throw ToolError("usage", "say why with --reason") }
        return reason
    }

    private func taken() throws -> RequestStep {
        switch step {
        case .acknowledge: return .acknowledge
        case .askIdentity: return .askIdentity(because: try given())
        case .verify: return .verify(by: try given())
        case .noDoubt: return .noDoubt(because: try given())
        case .failIdentity: return .failIdentity(because: try given())
        case .askClarification: return .askClarification(try given())
        case .clarified: return .clarified
        case .payFee: return .payFee
        case .extend: return .extend(because: try given())
        case .grant: return .grant
        case .takeBack, .abandon: return .takeBack
        case .markDuplicate:
            guard let of else { throw ToolError("usage", "say with --of which request it repeats") }
            return .markDuplicate(of: of)
        case .clearDuplicate: return .clearDuplicate
        }
    }
}
