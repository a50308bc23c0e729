import ArgumentParser
import Custody
import CustodyLaw

/// Refuses a request.
struct RequestRefuseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "Refuse a request on a ground that the law lists, and say where the person can go.")

    @OptionGroup var request: RequestOptions

    @Option(help: "Why: one of \(RefusalGround.all.map(\.rawValue).joined(separator: ", ")).")
    var ground: RefusalGround

    @Option(help: ArgumentHelp("Why it applies, in words for the person; it is sealed.", valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp("To which authority the person can complain.", valueName: "name"))
    var complaintTo: String

    @Option(help: ArgumentHelp("Before which court the person can go.", valueName: "name"))
    var court: String

    func run() async throws {
        let refusal = RequestRefusal(ground, because: reason, complaintTo: complaintTo, court: court)
        try await request.handle("refused") { try await $0.advance($1, .refuse(refusal), by: $2) }
    }
}
