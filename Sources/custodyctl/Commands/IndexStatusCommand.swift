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
    var status: IndexStatus

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
