import ArgumentParser
import Custody

/// Draws up what an erasure would destroy and what has to stay.
struct ErasePlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Draw up what an erasure would destroy and what has to stay.")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @Option(help: "Why: one of \(ErasureGround.all.map(\.rawValue).joined(separator: ", ")) (GDPR Art. 17(1)).")
    var ground: ErasureGround

    @Option(
        help: ArgumentHelp(
            "Keep what the log says about the person, without a name, until then; erased at once when not given.",
            valueName: "date"))
    var keepLogUntil: Instant?

    @Option(help: "Why: one of \(KeepingGround.all.map(\.rawValue).joined(separator: ", ")) (GDPR Art. 17(3)).")
    var keepLogFor: KeepingGround?

    @OptionGroup var actor: ActorOption

    @Option(help: ArgumentHelp("Where the plan goes.", valueName: "file"), completion: .file())
    var output: String

    @OptionGroup var form: JSONOption

    func run() async throws {
        let log = try treatment()
        try StoreDirectory.refuse(output, inside: store.dir, "the plan")
        let file = try OutputFile(creating: output, for: "the plan")
        do {
            let plan = try await store.withCustodian { custodian in
                try await custodian.planErasure(of: person.subject, ground: ground, log: log, by: actor.principal)
            }
            try file.finish(try PlanFile(plan).text())
            Console.answer(try ErasureReport(plan, at: output), asJSON: form.asJSON)
        } catch {
            file.discard()
            throw error
        }
    }

    private func treatment() throws -> LogTreatment {
        switch (keepLogUntil, keepLogFor) {
        case (nil, nil): return .eraseNow
        case (let date?, let ground?): return .keepPseudonymousUntil(date, ground: ground)
        default: throw ToolError("usage", "--keep-log-until and --keep-log-for belong together: a date and the ground")
        }
    }
}
