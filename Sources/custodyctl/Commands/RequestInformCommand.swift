import ArgumentParser
import Custody
import CustodyLaw

/// Says that a person was told.
struct RequestInformCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inform",
        abstract: "Say that a person was told of data that came from somebody else, or why they need not be (GDPR Art. 14).")

    @OptionGroup var store: StoreOptions

    @OptionGroup var person: PersonOption

    @Option(
        help: ArgumentHelp("The notice that the person was sent, which is on record: 64 hexadecimal digits.", valueName: "hash")
    )
    var notice: String?

    @Option(
        help: "Why the person need not be told: \(InformationExemption.allCases.map(\.rawValue).joined(separator: ", ")).")
    var exempt: InformationExemption?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let information = try information()
        let answer = try await store.withCustodian { custodian in
            try await custodian.inform(person.subject, information, by: actor.principal)
            return InformationDutiesAnswer(
                try await custodian.informationDuties(by: actor.principal).map { ($0, custodian.due($0)) }, [])
        }
        Console.answer(answer, asJSON: output.asJSON)
    }

    private func information() throws -> GivenInformation {
        switch (notice, exempt) {
        case (let text?, nil):
            guard let hash = [UInt8](hex: text).flatMap({ NoticeHash($0) }) else {
                throw ToolError("usage", "--notice takes the 64 hexadecimal digits of a notice")
            }
            return .served(hash)
        case (nil, let exemption?): return .exempt(exemption)
        default: throw ToolError("usage", "give --notice or --exempt, one of them")
        }
    }
}
