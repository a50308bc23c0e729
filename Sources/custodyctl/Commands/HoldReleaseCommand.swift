import ArgumentParser
import Custody

/// Releases a hold.
struct HoldReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Release a legal hold, and complete the erasure that it suspended.")

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Which hold, as `hold place` and `hold list` name it.", valueName: "id"))
    var hold: HoldID

    @Option(help: "Why; it is sealed.")
    var reason: String

    @Option(
        help: ArgumentHelp("Where the certificate of a completed erasure goes.", valueName: "file"), completion: .file())
    var certificate: String

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        try StoreDirectory.refuse(certificate, inside: store.dir, "the certificate")
        let target = try OutputFile(creating: certificate, for: "the certificate")
        let released: HoldRelease
        do {
            released = try await store.withCustodian { custodian in
                let released = try await custodian.releaseHold(hold.id, reason: reason, by: actor.principal)
                if let done = released.completed { try target.finish(try JSONText.encode(done) + [UInt8(ascii: "\n")]) }
                return released
            }
        } catch {
            target.discardIfEmpty()
            throw error
        }
        target.discardIfEmpty()
        Console.answer(HoldAnswer(released), asJSON: output.asJSON)
    }
}

/// The name of a hold on the command line.
struct HoldID: ExpressibleByArgument {
    var id: RecordID

    init?(argument: String) {
        guard let id = RecordID(argument) else { return nil }
        self.id = id
    }
}
