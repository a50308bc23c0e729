import CustodyConsent
import CustodyData
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import Testing

@testable import CustodyFiles

/// Where the histories' stores stand.
enum HistoryBed: CaseIterable, Sendable {
    case memory, files

    /// Stores that commit together, and how to end them.
    struct Stores: Sendable {
        var data: any DataStore
        var consent: any ConsentLedger
        var coordinator: any CommitCoordinator
        var close: @Sendable () async throws -> Void
    }

    func open(on disk: InMemoryFileSystem) async throws -> Stores {
        switch self {
        case .memory:
            let coordinator = MemoryCoordinator()
            return Stores(
                data: InMemoryDataStore(committingTo: coordinator), consent: InMemoryConsentLedger(committingTo: coordinator),
                coordinator: coordinator, close: {})
        case .files:
            // Without a checkpoint the journal keeps every commit, for the history to be held against.
            let backends = try await FileBackend.create(
                at: "/store", controller: "acme", keys: LocalKeyProvider.ephemeral(), random: SystemRandomSource(), files: disk,
                options: FileOptions(checkpointBytes: .max))
            return Stores(
                data: backends.data, consent: backends.consent, coordinator: backends.coordinator, close: backends.close)
        }
    }

    /// The changes of one store that a journal holds after a commit, in order.
    static func changes<Change: Decodable>(
        _ type: Change.Type, of tag: StoreTag, on disk: InMemoryFileSystem, after start: CommitSequence
    ) throws -> [[Change]] {
        let identity = try FileBackend.readIdentity(StorePaths(directory: "/store"), disk)
        var changes: [[Change]] = []
        _ = try Journal.open(
            directory: StorePaths(directory: "/store").wal, fileSystem: disk, storeID: identity.store.bytes, mode: .readOnly,
            salt: { [] },
            replay: { frame in
                guard frame.sequence > start.rawValue else { return }
                let body = try CBOR.decode(CommitBody.self, from: frame.body)
                changes.append(
                    try body.parts.filter { $0.store == tag.rawValue }.map { try CBOR.decode(type, from: $0.change.array) })
            })
        return changes
    }
}
