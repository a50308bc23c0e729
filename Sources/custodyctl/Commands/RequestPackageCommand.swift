import ArgumentParser
import Custody
import CustodyLaw

/// Draws up what a person is given.
struct RequestPackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package",
        abstract: "Draw up what a person is given who asked for access or for a copy to take along, and close the request.",
        discussion: "Check it with `request verify-package`, which needs no store.")

    @OptionGroup var request: RequestOptions

    @OptionGroup var person: PersonOption

    @Argument(help: "The directory to write; it must be absent or empty.", completion: .directory)
    var out: String

    func run() async throws {
        try StoreDirectory.refuse(out, inside: request.store.dir, "the package")
        let principal = request.actor.principal
        let answer = try await request.store.withCustodian { custodian in
            let verified = try await custodian.verified(request.id)
            let (id, kind) = (verified.id, verified.kind)
            guard kind == .access || kind == .portability else {
                throw ToolError("usage", "a package answers a request for access or portability")
            }
            let asked = try await custodian.request(id, by: principal).subject
            guard try await custodian.token(of: person.subject, by: principal) == asked else {
                throw ToolError("usage", "the request was received for another person")
            }
            var manifest: PackageManifest?
            try await custodian.execute(verified, by: principal) {
                manifest =
                    kind == .access
                    ? try await custodian.accessPackage(of: person.subject, for: id, by: principal, to: out)
                    : try await custodian.portabilityPackage(of: person.subject, for: id, by: principal, to: out)
            }
            guard let manifest else { throw ToolError("usage", "nothing was drawn up") }
            return PackageAnswer(manifest)
        }
        Console.answer(answer, asJSON: request.output.asJSON)
    }
}
