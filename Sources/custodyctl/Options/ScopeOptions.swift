import ArgumentParser
import Custody

/// Which part of the log an incident is about.
struct ScopeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only what this principal did.", valueName: "principal"))
    var principal: String?

    @Option(help: ArgumentHelp("Only from this time on.", valueName: "time"))
    var from: Instant?

    @Option(help: ArgumentHelp("Only before this time.", valueName: "time"))
    var to: Instant?

    /// The question; nil when nothing was given.
    func question() throws(ToolError) -> ScopeQuestion? {
        if let from, let to, from >= to {
            throw ToolError("usage", "--from must be earlier than --to; what happens at the time of --to is not counted")
        }
        guard principal != nil || from != nil || to != nil else { return nil }
        return ScopeQuestion(principal: principal.map { PrincipalID($0) }, from: from, to: to)
    }
}
