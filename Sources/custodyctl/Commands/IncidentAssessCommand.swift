import ArgumentParser
import Custody
import CustodyLaw

/// Shows the advice on the facts, or records what a person decided.
struct IncidentAssessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess", abstract: "Show what the facts suggest; with --risk, record what a person decided.",
        discussion: """
            The facts come from --facts, a JSON object with the names of BreachFacts, such as {"confidentiality": true, \
            "recipients": "unknown"}; what is left out stays as it is, null makes it unknown. Advice decides nothing: the \
            risk is recorded only with --risk.
            """)

    /// What a person decides.
    enum Risk: String, ExpressibleByArgument, CaseIterable {
        case none, unlikely, risk, high

        var assessment: BreachAssessment {
            switch self {
            case .none: .noPersonalData
            case .unlikely: .personalData(risk: .unlikely)
            case .risk: .personalData(risk: .risk)
            case .high: .personalData(risk: .high)
            }
        }
    }

    @OptionGroup var act: IncidentActOptions

    @Option(help: ArgumentHelp("What is known of the breach.", valueName: "file"), completion: .file())
    var facts: String?

    @Option(help: "none (no personal data), unlikely, risk or high.")
    var risk: Risk?

    @Option(help: "Why; it is sealed.")
    var reason: String?

    func validate() throws {
        guard reason == nil || risk != nil else { throw ValidationError("--reason is for what --risk records; give both") }
    }

    func run() async throws {
        let answer = try await act.store.withCustodian { custodian in
            let id = act.which.incident
            var version = act.expecting
            func handle(_ step: IncidentAct) async throws {
                let after = try await custodian.handle(id, step, expecting: version, by: act.actor.principal)
                version = version.map { _ in after.version }
            }
            if let facts {
                let known = try await custodian.incident(id, by: act.actor.principal).incident.facts
                try await handle(.learn(.breach(try BreachFactsFile.read(facts, over: known))))
            }
            if let risk { try await handle(.assess(risk.assessment, because: reason)) }
            return AssessmentAnswer(
                try await custodian.incident(id, by: act.actor.principal),
                try await custodian.advice(on: id, by: act.actor.principal))
        }
        Console.answer(answer, asJSON: act.output.asJSON)
    }
}
