import ArgumentParser
import Custody

/// Carries a request out.
struct RequestExecuteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "execute",
        abstract: "Carry a request out.",
        discussion: """
            With --subject or --token: withdrawals, objections, opt-outs, limits and restrictions, which hold from then on. With --done: \
            anything that was done by another command, such as `correct` or `erase`. What a person is given is drawn up with \
            `request package`.
            """)

    @OptionGroup var request: RequestOptions

    @OptionGroup var person: PossiblePersonOption

    @Flag(help: "What it asks for was done.")
    var done = false

    func validate() throws {
        guard done == (person.subject == nil) else {
            throw ValidationError("Give --subject, --token or --done, one of them.")
        }
    }

    func run() async throws {
        try await request.handle("executed") { custodian, id, principal in
            let verified = try await custodian.verified(id)
            guard let subject = person.subject else { return try await custodian.execute(verified, by: principal) {} }
            return try await custodian.execute(verified, for: subject, by: principal)
        }
    }
}
