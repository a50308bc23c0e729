import ArgumentParser
import Custody

/// Lists requests.
struct RequestListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the requests that are open, with what is due by when.",
        discussion: "With --subject or --token those of that person, closed ones too.")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PossiblePersonOption

    @Flag(help: "Closed ones too.")
    var all = false

    @Flag(help: "Only those that are late.")
    var overdue = false

    @OptionGroup var reader: ReaderOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let answer = try await store.withCustodian { custodian in
            let requests: [RightsRequest] =
                if let subject = person.subject {
                    try await custodian.requests(about: subject, by: reader.principal)
                } else {
                    try await all ? custodian.requests(by: reader.principal) : custodian.openRequests(by: reader.principal)
                }
            let clocked = requests.map { ($0, custodian.clock(of: $0)) }
            return RequestAnswer(
                done: "",
                clocked.filter { !overdue || $0.1?.isOverdue == true || $0.1?.isAcknowledgementOverdue == true })
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
