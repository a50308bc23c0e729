import ArgumentParser
import Custody

/// Where a text goes that is checked to the byte.
struct ProofOutput: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; standard output when not given.", valueName: "file"), completion: .file())
    var output: String?

    /// Makes the file before the work, so that it cannot fail for want of a place.
    ///
    /// - Parameter store: the directory of the store, in which the file must not lie.
    func write(outside store: String, _ body: () async throws -> [UInt8]) async throws {
        guard let output else {
            let bytes = try await body()
            // The line end of the last line is the console's.
            return Console.line(String(decoding: bytes.dropLast(), as: UTF8.self))
        }
        try await OutputFile.filling(output, for: "the proof", outside: store) { ((), try await body()) }
    }
}
