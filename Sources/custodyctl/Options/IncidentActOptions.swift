import ArgumentParser
import Custody

/// What every act about an incident needs: where, which, who, and how to answer.
struct IncidentActOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions
    @OptionGroup var which: IncidentOption

    @Option(
        help: ArgumentHelp(
            "The version of the incident that you saw; another refuses the act. Without it the incident is taken as it is.",
            valueName: "number"))
    var expecting: UInt64?

    @OptionGroup var laws: LawOptions
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    /// Does the act, and shows what became of the incident.
    func handle(_ act: IncidentAct) async throws { try await handle([act]) }

    /// Does the acts, one after the other, and shows what became of the incident.
    func handle(_ acts: [IncidentAct]) async throws {
        let answer = try await store.withCustodian(incidents: try laws.settings()) { custodian in
            var version = expecting
            for act in acts {
                let incident = try await custodian.handle(which.incident, act, expecting: version, by: actor.principal)
                version = version.map { _ in incident.version }
            }
            return try await custodian.answer(about: which.incident)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}

extension Custodian {
    /// An incident as the tool shows it now.
    func answer(about id: IncidentID) async throws -> IncidentAnswer {
        IncidentAnswer(try await incident(id, by: nil), at: SystemClock().now())
    }
}
