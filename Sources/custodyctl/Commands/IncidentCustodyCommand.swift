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

    @Option(help: "What was done, with --number: passed (when not given), examined, returned or destroyed.")
    var was: Evidence.Handover.Act?

    @Option(help: "What it is called, when it is collected; its path when not given. It is sealed.")
    var name: String?

    @Option(help: "Who has it now; it is sealed.")
    var holder: String

    @Option(help: ArgumentHelp("When.", valueName: "time"))
    var at: Instant

    func validate() throws {
        guard number != nil || was == nil else {
            throw ValidationError("--was is for evidence that was collected before; say which with --number")
        }
        guard number == nil || name == nil else {
            throw ValidationError("evidence has the name that it was collected under; leave out --name or --number")
        }
    }

    func run() async throws {
        let (digest, size) = try Self.digest(of: RegularFile(file, "the evidence"))
        let time = PartialInstant(at)
        guard let number else {
            return try await act.handle(
                .collect(
                    name ?? file, digest: digest, size: size, location: file, by: holder, at: time))
        }
        try await act.handle(.handOver(evidence: number, was ?? .passed, to: holder, at: time, digest: digest))
    }

    /// Evidence may be larger than memory, such as an image of a disk.
    private static func digest(of file: RegularFile) throws(ToolError) -> (digest: Bytes, size: UInt64) {
        var (hash, size) = (SHA256(), UInt64(0))
        while true {
            let piece = try file.read(at: size, count: 1 << 20)
            guard !piece.isEmpty else { return (Bytes(Array(hash.finalize())), size) }
            hash.update(data: piece)
            size += UInt64(piece.count)
        }
    }
}
