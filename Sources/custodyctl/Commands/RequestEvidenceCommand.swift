import ArgumentParser
import Custody

/// Takes in evidence of who asks.
struct RequestEvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Take in evidence of who asks. It is sealed, and its key is destroyed once the request is decided.")

    @OptionGroup var request: RequestOptions

    @Option(help: ArgumentHelp("The evidence.", valueName: "file"), completion: .file())
    var file: String

    func run() async throws {
        let bytes = Sensitive(try InputFile.read(file, "the evidence"))
        try await request.handle("evidence for") { try await $0.takeEvidence(bytes, for: $1, by: $2) }
    }
}
