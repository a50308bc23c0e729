import ArgumentParser
import Custody

/// Tells under which versions keys are wrapped.
struct KeysStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell how many keys each version of the key-encryption key wraps.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let keys = try store.key.provider(for: store.dir)
        let status = try await store.withCustodian(keys) { try await $0.keyStatus() }
        Console.answer(KeyStatusAnswer(status: status, versions: keys.versions), asJSON: output.asJSON)
    }
}

/// How the keys are wrapped.
private struct KeyStatusAnswer: Answer {
    var status: KeyStatus
    /// What the key file holds.
    var versions: [UInt16]

    var lines: [String] {
        var lines = Set(versions).union(status.live.keys).sorted().map { version in
            "version \(version)\(version == status.current ? " (current)" : ""): \(status.live[version] ?? 0) keys"
        }
        lines.append("destroyed: \(status.destroyed) keys")
        if status.isRotationDue { lines.append("A rotation was cut off; `keys rotate` finishes it.") }
        return lines
    }
}
