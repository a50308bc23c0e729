import ArgumentParser
import Custody

/// Holds something back.
struct IncidentContainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contain", abstract: "Hold something back; it works on the next decision and can be released.",
        discussion: """
            Give one of the measures, with --incident, --reason and --as. A process that has the store open holds it back once it opens \
            the store anew: a store is open in one process at a time. Without measure, --incident and --reason, what open incidents \
            hold back is listed.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Which incident.", valueName: "id"))
    var incident: IncidentID?

    @Option(help: ArgumentHelp("This principal may do nothing.", valueName: "principal"))
    var suspendPrincipal: String?

    @Option(help: ArgumentHelp("This role gives nothing, nor does any that inherits it.", valueName: "role"))
    var suspendRole: String?

    @Option(help: ArgumentHelp("Nothing is done for this purpose.", valueName: "purpose"))
    var freezePurpose: Purpose?

    @Option(help: ArgumentHelp("Nothing of this category is used.", valueName: "category"))
    var freezeCategory: String?

    @Flag(help: "The log is not exported, and nobody is given several people's data at once.")
    var stopExports = false

    @Flag(help: "The keys that sign the log are replaced, once; `audit rotate-key --again` writes the receipts.")
    var replaceKeys = false

    @Option(help: "Why; it is sealed.")
    var reason: String?

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    private var measures: [ContainmentAct] {
        [
            suspendPrincipal.map { .suspendPrincipal(PrincipalID($0)) }, suspendRole.map { .suspendRole(RoleID($0)) },
            freezePurpose.map { .freezePurpose($0) }, freezeCategory.map { .freezeCategory(DataCategory($0)) },
            stopExports ? .stopExports : nil, replaceKeys ? .replaceKeys : nil,
        ].compactMap(\.self)
    }

    func run() async throws {
        let measures = measures
        // Who forgot the measure must not take the list for its success.
        guard !measures.isEmpty || incident != nil || reason != nil else {
            let list = try await store.withCustodian { try await $0.containmentsInForce(by: reader.principal) }
            return Console.answer(ContainmentListAnswer(list), asJSON: output.asJSON)
        }
        guard measures.count == 1, let incident, let reason, let principal = reader.principal else {
            throw ToolError("usage", "one measure at a time, with its --incident, its --reason, and --as who decides")
        }
        let answer = try await store.withCustodian { custodian in
            try await custodian.contain(incident, measures[0], because: reason, by: principal)
            return try await custodian.answer(about: incident)
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
