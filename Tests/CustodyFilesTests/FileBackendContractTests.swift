import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyFaults
import CustodyIncidents
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyFiles

/// The same promises that the in-memory forms keep, on stores whose commits go through the journal.
@Suite("The file backend keeps the contracts")
struct FileBackendContractTests {
    private static func backends() async throws -> Backends {
        try await FileBackend.create(
            at: "/store", controller: "acme", keys: LocalKeyProvider.ephemeral(), random: SystemRandomSource(),
            files: InMemoryFileSystem())
    }

    @Test("DataStore", arguments: DataStoreContract.promises)
    func data(_ promise: ContractPromise<any DataStore>) async throws {
        try await promise.verify { try await Self.backends().data }
    }

    @Test("ConsentLedger", arguments: ConsentLedgerContract.promises)
    func consent(_ promise: ContractPromise<any ConsentLedger>) async throws {
        try await promise.verify { try await Self.backends().consent }
    }

    @Test("PolicyStorage", arguments: PolicyStorageContract.promises)
    func policies(_ promise: ContractPromise<any PolicyStorage>) async throws {
        try await promise.verify { try await Self.backends().policies }
    }

    @Test("RegisterStore", arguments: RegisterStoreContract.promises)
    func registers(_ promise: ContractPromise<any RegisterStore>) async throws {
        try await promise.verify { try await Self.backends().registers }
    }

    @Test("AuditSink", arguments: AuditSinkContract.promises)
    func audit(_ promise: ContractPromise<any AuditSink>) async throws {
        try await promise.verify { try await Self.backends().audit }
    }

    @Test("IncidentTracker", arguments: IncidentTrackerContract.promises)
    func incidents(_ promise: ContractPromise<any IncidentTracker>) async throws {
        try await promise.verify { try await Self.backends().incidents }
    }

    @Test("CheckpointStore", arguments: CheckpointStoreContract.promises)
    func checkpoints(_ promise: ContractPromise<any CheckpointStore>) async throws {
        try await promise.verify {
            let disk = InMemoryFileSystem()
            try disk.createDirectory("/store")
            return FileCheckpoints(directory: "/store", files: disk)
        }
    }

    @Test("KeyStore in files", arguments: KeyStoreContract.promises)
    func keys(_ promise: ContractPromise<any KeyStore>) async throws {
        try await promise.verify { try await Self.backends().keys }
    }

    @Test("KeyStore in memory", arguments: KeyStoreContract.promises)
    func keysInMemory(_ promise: ContractPromise<any KeyStore>) async throws {
        try await promise.verify { SlotKeyStore(committingTo: MemoryCoordinator()) }
    }
}
