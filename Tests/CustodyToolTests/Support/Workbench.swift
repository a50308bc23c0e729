import Custody
import Foundation
import Testing

/// A store of the Northwind example in a directory of its own, and what is needed to work on it.
final class Workbench: Sendable {
    let place: URL

    var store: String { place.appending(path: "store").path }
    var key: String { place.appending(path: "store.key").path }

    private init(_ place: URL) { self.place = place }

    deinit { try? FileManager.default.removeItem(at: place) }

    /// A directory without a store.
    static func empty() throws -> Workbench { Workbench(try Scratch.directory()) }

    /// A directory with a store that holds nobody yet, and its key.
    ///
    /// - Parameter isOwn: Whether the store is made for it. The others are copies of one, with its identity and its keys.
    static func ready(isOwn: Bool = false) async throws -> Workbench {
        if isOwn { return try await made() }
        let bench = try empty()
        for kept in try await first.value { try kept.put(in: bench.place) }
        return bench
    }

    private static func made() async throws -> Workbench {
        let bench = try empty()
        let made = try await bench.tool(bench.making())
        try #require(made.status == 0, "\(made.all)")
        return bench
    }

    /// What `init` makes, kept as bytes, so that its directory can go.
    private static let first = Task { () throws -> [KeptFile] in
        let bench = try await made()
        return try FileManager.default.subpathsOfDirectory(atPath: bench.place.path).sorted().map { path in
            try KeptFile(path, in: bench.place)
        }
    }

    /// The arguments that make the store.
    func making(
        records: String = example("records.json"), policy: String = example("policy.json"), keeping access: String = "12m"
    ) -> [String] {
        ["init", store, "--records", records, "--policy", policy, "--keep-evidence", "10y", "--keep-access", access]
    }

    static func example(_ name: String) -> String {
        Tool.root.appending(path: "Documentation/Examples/northwind/\(name)").path
    }

    /// Writes a file beside the store.
    func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ bytes: Data) throws -> String {
        let file = place.appending(path: name)
        try bytes.write(to: file)
        return file.path
    }

    /// Runs the tool with this store's key.
    func tool(_ arguments: String...) async throws -> Tool.Run { try await tool(arguments) }

    func tool(_ arguments: [String]) async throws -> Tool.Run { try await Tool.run(arguments + ["--key-file", key]) }

    /// The arguments of an import of a file with the Northwind columns.
    func importing(_ csv: String) -> [String] {
        [
            "import", store, csv, "--record", "customer", "--subject", "customer_id", "--for", "customerCare,delivery",
            "--source", "test", "--as", "importer-1",
        ]
    }

    /// Discloses for customer care.
    func disclose(_ subject: String, _ fields: String = "contact_name") async throws -> Tool.Run {
        try await tool(
            "disclose", store, "--subject", subject, "--record", "customer", "--fields", fields, "--purpose", "customerCare",
            "--as", "support-1")
    }

    /// Every regular file of the store, by its path from the store's directory.
    func files() throws -> [String] {
        let root = URL(filePath: store)
        return try FileManager.default.subpathsOfDirectory(atPath: store).sorted().filter { path in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }
    }

    /// Throws unless the store verifies and still answers.
    func requireUnharmed(_ subject: String? = nil) async throws {
        let verified = try await tool("audit", "verify", store)
        try #require(verified.status == 0, "\(verified.all)")
        guard let subject else { return }
        let answer = try await disclose(subject)
        try #require(answer.status == 0, "\(answer.all)")
    }
}
