import ArgumentParser
import Custody

/// Tells under which versions keys are wrapped.
struct KeysStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell how many keys each version of the key-encryption key wraps, and which stores the key file opens.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        let keys = try store.keys()
        let status = try await store.withCustodian(keys) { try await $0.keyStatus() }
        let stores = try await keys.notedStores().sorted()
        Console.answer(KeyStatusAnswer(status: status, versions: keys.versions, stores: stores), asJSON: output.asJSON)
    }
}

/// How the keys are wrapped.
private struct KeyStatusAnswer: Answer {
    /// The status as an object.
    private struct Status: Encodable {
        var current: UInt16
        var live: [String: Int]
        var destroyed: Int
    }

    private enum CodingKeys: String, CodingKey { case status, versions, stores }

    var status: KeyStatus
    /// What the key file holds.
    var versions: [UInt16]
    /// The stores that were opened with it.
    var stores: [Handle]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let status = Status(current: status.current, live: status.live.keyedByText, destroyed: status.destroyed)
        try container.encode(status, forKey: .status)
        try container.encode(versions, forKey: .versions)
        try container.encode(stores, forKey: .stores)
    }

    var lines: [String] {
        var lines = Set(versions).union(status.live.keys).sorted().map { version in
            "version \(version)\(version == status.current ? " (current)" : ""): \(status.live[version] ?? 0) keys"
        }
        lines.append("destroyed: \(status.destroyed) keys")
        lines += stores.map { "the key file opens store \($0)" }
        if status.isRotationDue { lines.append("A rotation was cut off; `keys rotate` finishes it.") }
        return lines
    }
}
