import ArgumentParser
import Custody

/// Which store a command works on, and with which key.
struct StoreOptions: ParsableArguments {
    @Argument(help: "The directory of the store.", completion: .directory)
    var dir: String

    @Option(help: .keyFile, completion: .file())
    var keyFile: String?

    @Option(help: .erasures, completion: .directory)
    var erasures: String?

    /// The key of the store.
    func keys() throws -> KeyFileProvider { try KeyFilePlace.provider(for: dir, given: keyFile) }

    /// Where erasures are remembered outside the store; nil when nothing says where.
    func erasureAnchor() throws(ToolError) -> FileErasureAnchor? { try .named(erasures, outside: dir) }

    /// Opens the store, does the work and closes the store again, also after a failure.
    func withCustodian<Result>(
        incidents: IncidentSettings = IncidentSettings(), _ body: (Custodian) async throws -> Result
    ) async throws -> Result {
        try await withCustodian(try keys(), incidents: incidents, body)
    }

    /// The same with a key that the command goes on using.
    func withCustodian<Result>(
        _ keys: KeyFileProvider, incidents: IncidentSettings = IncidentSettings(),
        _ body: (Custodian) async throws -> Result
    ) async throws -> Result {
        let custodian = try await StoreBackend.open(
            dir, keys: keys, incidents: incidents, erasures: try erasureAnchor())
        if custodian.replayedErasures > 0 {
            Console.remark("The store had been put back: \(custodian.replayedErasures) erasures were carried out again.")
        }
        let result: Result
        do { result = try await body(custodian) } catch {
            // The failure that matters is the first.
            _ = try? await custodian.close()
            throw error
        }
        try await custodian.close()
        return result
    }
}
