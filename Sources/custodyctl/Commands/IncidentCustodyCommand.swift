import ArgumentParser
import Crypto
import Custody

/// Keeps the custody of evidence.
struct IncidentCustodyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custody", abstract: "Record that evidence was collected, passed on, examined, returned or destroyed.",
        discussion: """
            The file is read for its digest and stays where it is. A digest that differs from the first is recorded as it is, and \
            is a finding from then on. With --number it is a further station of evidence that was collected before.
            """)

    @OptionGroup var act: IncidentActOptions

    @Argument(help: "The file with the evidence.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("Of evidence that was collected before, as they were collected, from 0.", valueName: "number"))
    var number: Int?

    @Option(help: "What was done: passed, examined, returned or destroyed; it was collected when --number is not given.")
    var was: Evidence.Handover.Act = .passed

    @Option(help: "What it is called; it is sealed.")
    var name: String?

    @Option(help: "Who has it now; it is sealed.")
    var holder: String

    @Option(help: ArgumentHelp("When.", valueName: "time"))
    var at: Instant

    func run() async throws {
        let bytes = try InputFile.read(file, "the evidence")
        let digest = Bytes(Array(SHA256.hash(data: bytes)))
        let time = PartialInstant(at)
        guard let number else {
            return try await act.handle(
                .collect(
                    name ?? file, digest: digest, size: UInt64(bytes.count), location: file, by: holder, at: time))
        }
        try await act.handle(.handOver(evidence: number, was, to: holder, at: time, digest: digest))
    }
}
