import ArgumentParser
import Custody

/// Which store a command works on, and with which key.
struct StoreOptions: ParsableArguments {
    @Argument(help: "The directory of the store.", completion: .directory)
    var dir: String

    @OptionGroup var key: KeyOptions
    @OptionGroup var erasures: ErasureAnchorOption

    /// Opens the store, does the work and closes the store again, also after a failure.
    func withCustodian<Result>(
        incidents: IncidentSettings = IncidentSettings(), _ body: (Custodian) async throws -> Result
    ) async throws -> Result {
        try await withCustodian(try key.provider(for: dir), incidents: incidents, body)
    }

    /// The same with a key that the command goes on using.
    func withCustodian<Result>(
        _ keys: KeyFileProvider, incidents: IncidentSettings = IncidentSettings(),
        _ body: (Custodian) async throws -> Result
    ) async throws -> Result {
        let custodian = try await StoreBackend.open(dir, keys: keys, incidents: incidents, erasures: erasures.anchor)
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
