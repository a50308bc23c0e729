import ArgumentParser
import Custody
import CustodyLaw

/// Takes a request in.
struct RequestReceiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive", abstract: "Take in a request. It needs nobody's leave.")

    @OptionGroup var store: StoreOptions

    @Option(help: "What is asked: \(RightKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: RightKind

    @OptionGroup var person: PersonOption

    @Option(
        name: .customLong("regime"),
        help: ArgumentHelp(
            "Under which law: one of \(RequestRule.laws.map(\.rawValue).joined(separator: ", ")).", valueName: "id"))
    var law: RegimeID = "eu-gdpr"

    @Option(help: "About which purpose; may be repeated. Objections, withdrawals and opt-outs need one.")
    var purpose: [Purpose] = []

    @Option(help: ArgumentHelp("About which kind of record; may be repeated. All without it.", valueName: "name"))
    var record: [RecordName] = []

    @Option(help: "Why processing is to be restricted (GDPR Art. 18(1)).")
    var restriction: RestrictionReason?

    @Option(help: ArgumentHelp("The refused request that an appeal is about.", valueName: "id"))
    var appealing: RequestID?

    @Option(help: ArgumentHelp("A file with what the person wrote; it is sealed.", valueName: "file"), completion: .file())
    var words: String?

    @Option(help: ArgumentHelp("When it arrived; now without it.", valueName: "time"))
    var received: Instant?

    @Option(name: .customLong("as"), help: ArgumentHelp("Who took it in.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let text = try words.map { try InputFile.text($0, "what the person wrote") }
        let answer = try await store.withCustodian { custodian in
            let request = try await custodian.receiveRequest(
                kind, under: law, about: person.subject, purposes: purpose, records: record, restriction: restriction,
                appealing: appealing, words: text.map { Sensitive($0) }, received: received,
                by: principal.map { .asserted($0) })
            return RequestAnswer(done: "received", [(request, custodian.clock(of: request))])
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
