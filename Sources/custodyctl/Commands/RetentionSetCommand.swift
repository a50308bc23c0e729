import ArgumentParser
import Custody

/// Records a schedule.
struct RetentionSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Record how long values of a field are kept for a purpose.",
        discussion: """
            A later schedule of the same field and purpose takes the former one's place for what is collected from then on, and with \
            --retroactive for what is held too. The schema's own period is the least: no schedule ends it earlier.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Of which kind of record.", valueName: "name"))
    var record: RecordName

    @Option(help: "Of which field.")
    var field: String

    @Option(help: "For which purpose, and those below it that have no schedule of their own.")
    var purpose: Purpose

    @Option(
        help: ArgumentHelp("How long, such as 90d, 12m or 10y; while the purpose needs it when not given.", valueName: "period")
    )
    var keep: RetentionClass.Period?

    @Option(help: "Counted from what: collection, yearEnd, lastActivity or contractEnd.")
    var after: RetentionTrigger = .collection

    @Option(help: "What becomes of it then: erase, or anonymise and then erase.")
    var then: RetentionSchedule.Treatment = .erase

    @Flag(help: "For what is held already, too.")
    var retroactive = false

    @Option(help: "Why; it is sealed.")
    var reason: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let schedule = RetentionSchedule(
            of: FieldName(field), in: record, for: purpose, keep: keep, after: after, then: then, appliesToHeld: retroactive)
        let line = try await store.withCustodian { custodian in
            try await custodian.record(schedule, by: actor.principal, reason: reason)
        }
        Console.answer(RetentionScheduleAnswer(line), asJSON: output.asJSON)
    }
}
