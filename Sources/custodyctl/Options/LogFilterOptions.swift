import ArgumentParser
import Custody

/// Which entries of the log are meant.
struct LogFilterOptions: ParsableArguments {
    @OptionGroup var person: PossiblePersonOption

    @Option(help: "Only what this principal did.")
    var principal: String?

    @Option(help: ArgumentHelp("Only one log: evidence or access.", valueName: "log"))
    var log: AuditLog?

    @Option(help: ArgumentHelp("Only from this time on, such as 2026-11-24 or 2026-11-24T09:30:00Z.", valueName: "time"))
    var from: Instant?

    @Option(help: ArgumentHelp("Only before this time.", valueName: "time"))
    var to: Instant?

    @Option(help: ArgumentHelp("Only this action, such as read or consent.given; may be repeated.", valueName: "action"))
    var action: [AuditAction] = []

    @Option(help: ArgumentHelp("Only this purpose; may be repeated.", valueName: "purpose"))
    var purpose: [Purpose] = []

    @Option(help: ArgumentHelp("Only this decision: permit, deny, error or none; may be repeated.", valueName: "decision"))
    var decision: [AuditDecision] = []

    /// Whether nothing is narrowed down.
    var isEmpty: Bool {
        person.subject == nil && principal == nil && log == nil && from == nil && to == nil && action.isEmpty && purpose.isEmpty
            && decision.isEmpty
    }

    func filter() throws -> LogFilter {
        var filter = LogFilter(subject: person.subject, principal: principal.map { PrincipalID($0) }, log: log)
        if from != nil || to != nil {
            let (first, last) = (from ?? Instant(milliseconds: .min), to ?? Instant(milliseconds: .max))
            guard first < last else {
                throw ToolError("usage", "--from must be earlier than --to; what happens at the time of --to is not shown")
            }
            filter.time = first..<last
        }
        if !action.isEmpty { filter.actions = Set(action) }
        if !purpose.isEmpty { filter.purposes = Set(purpose) }
        if !decision.isEmpty { filter.decisions = Set(decision) }
        return filter
    }
}

/// Who reads.
struct ReaderOption: ParsableArguments {
    @Option(
        name: .customLong("as"), help: ArgumentHelp("Who reads; the operator when not given.", valueName: "principal"))
    var name: String?

    var principal: Principal? { name.map { .asserted($0) } }
}
