import ArgumentParser
import Custody

/// Where a text goes that is checked to the byte.
struct ProofOutput: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; standard output when not given.", valueName: "file"), completion: .file())
    var output: String?

    /// Makes the file before the work, so that it cannot fail for want of a place.
    func write(_ body: () async throws -> [UInt8]) async throws {
        guard let output else {
            let bytes = try await body()
            // The line end of the last line is the console's.
            return Console.line(String(decoding: bytes.dropLast(), as: UTF8.self))
        }
        let file = try OutputFile(creating: output, for: "the proof")
        do { try file.finish(try await body()) } catch {
            file.discard()
            throw error
        }
    }
}
