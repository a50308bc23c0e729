import ArgumentParser
import Custody

/// Tells which versions of the blind index there are.
struct IndexStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell how many entries each version of the blind index has.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let status = try await store.withCustodian { try await $0.indexStatus() }
        Console.answer(IndexStatusAnswer(status: status), asJSON: output.asJSON)
    }
}

/// The versions.
private struct IndexStatusAnswer: Answer {
    /// The status as an object.
    private struct Status: Encodable {
        var current: UInt8
        var entries: [String: Int]
        var isRotating: Bool
        var changedFields: [IdentifierField]
    }

    private enum CodingKeys: String, CodingKey { case status }

    var status: IndexStatus

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let status = Status(
            current: status.current, entries: status.entries.keyedByText, isRotating: status.isRotating,
            changedFields: status.changedFields)
        try container.encode(status, forKey: .status)
    }

    var lines: [String] {
        var lines = Set(status.entries.keys).union([status.current]).sorted().map { version in
            "version \(version)\(version == status.current ? " (current)" : ""): \(status.entries[version] ?? 0) entries"
        }
        if status.isRotating { lines.append("A rotation was cut off; `index rotate` finishes it.") }
        if !status.changedFields.isEmpty {
            let fields = status.changedFields.map(\.rawValue).joined(separator: ", ")
            lines.append("Declared otherwise than the index is: \(fields); `index rotate` takes that up.")
        }
        return lines
    }
}
