import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyKeys
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("The contract of a whole backend")
struct BackendContractTests {
    private static let all: BackendCapabilities = [.survivesReopening, .severalProcesses]

    @Test("is kept in memory", arguments: BackendContract.promises())
    func inMemory(_ promise: ContractPromise<BackendFixture>) async throws {
        try await promise.verify { BackendFixture(make: { try await Backends.inMemory(controller: "acme") }) }
    }

    /// A disk in memory, and what a machine finds on it that stopped.
    private final class Disk: Sendable {
        private let current = Mutex(InMemoryFileSystem())

        var files: InMemoryFileSystem { current.withLock { $0 } }

        func stop() { current.withLock { $0 = $0.copy() } }
    }

    @Test(
        "is kept on files, which survive being opened again, ended or not",
        arguments: BackendContract.promises(for: [.survivesReopening, .survivesCrash]))
    func files(_ promise: ContractPromise<BackendFixture>) async throws {
        try await promise.verify {
            let (disk, provider) = (Disk(), LocalKeyProvider.ephemeral())
            @Sendable func open() async throws -> Backends {
                try await FileBackend.open(at: "/store", keys: provider, random: SystemRandomSource(), files: disk.files)
            }
            return BackendFixture(
                make: {
                    try await FileBackend.create(
                        at: "/store", controller: "acme", keys: provider, random: SystemRandomSource(), files: disk.files)
                },
                reopen: { backends in
                    try await backends.close()
                    return try await open()
                },
                crash: { _ in
                    disk.stop()
                    return try await open()
                })
        }
    }

    @Test("has promises that each have a name of their own")
    func names() {
        let promises = BackendContract.promises(for: Self.all)
        #expect(Set(promises.map(\.description)).count == promises.count)
        for promise in promises.map(\.description) {
            #expect(BackendFault.allCases.contains { promise.contains($0.rawValue) }, "nothing breaks '\(promise)'")
        }
    }

    @Test("is kept by the backend that the faults are built into", arguments: BackendContract.promises(for: all))
    func control(_ promise: ContractPromise<BackendFixture>) async throws {
        try await promise.verify { BackendFault.fixture(nil) }
    }

    @Test("catches a backend that breaks it", arguments: BackendFault.allCases)
    func catches(_ fault: BackendFault) async {
        let promises = BackendContract.promises(for: Self.all).filter { $0.description.contains(fault.rawValue) }
        #expect(!promises.isEmpty)
        for promise in promises {
            await #expect(throws: (any Error).self, "\(promise)") { try await promise.verify { BackendFault.fixture(fault) } }
        }
    }

    @Test("asks for what a backend declares, and for no more")
    func capabilities() {
        let plain = BackendFixture(make: { try await Backends.inMemory(controller: "acme") })
        #expect(plain.capabilities == [])
        #expect(BackendFault.fixture(nil).capabilities == Self.all)
        let names = BackendContract.promises(for: plain.capabilities).map(\.description)
        #expect(!names.contains { $0.contains("reopening") || $0.contains("process") })
    }
}
