import ArgumentParser
import Custody

/// As of when, and as far as was known when.
struct PastOptions: ParsableArguments {
    @Option(help: ArgumentHelp("As of when, such as 2026-11-24T09:30:00Z; now when not given.", valueName: "time"))
    var at: Instant?

    @Option(help: ArgumentHelp("As far as was recorded by then; all of it when not given.", valueName: "time"))
    var knownAt: Instant?

    var horizon: ConsentHorizon { knownAt.map { .instant($0) } ?? .latest }
}
