import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@Suite("The contract of a whole backend")
struct BackendContractTests {
    private static let all: BackendCapabilities = [.survivesReopening, .severalProcesses]

    @Test("is kept in memory", arguments: BackendContract.promises())
    func inMemory(_ promise: ContractPromise<BackendFixture>) async throws {
        try await promise.verify { BackendFixture(make: { try await Backends.inMemory(controller: "acme") }) }
    }

    @Test("is kept on files, which survive being opened again", arguments: BackendContract.promises(for: .survivesReopening))
    func files(_ promise: ContractPromise<BackendFixture>) async throws {
        try await promise.verify {
            let (disk, provider) = (InMemoryFileSystem(), LocalKeyProvider.ephemeral())
            return BackendFixture(
                make: {
                    try await FileBackend.create(
                        at: "/store", controller: "acme", keys: provider, random: SystemRandomSource(), files: disk)
                },
                reopen: { backends in
                    try await backends.close()
                    return try await FileBackend.open(
                        at: "/store", keys: provider, random: SystemRandomSource(), files: disk)
                })
        }
    }

    @Test("has promises that each have a name of their own")
    func names() {
        let promises = BackendContract.promises(for: Self.all)
        #expect(Set(promises.map(\.description)).count == promises.count)
        #expect(promises.count == BackendFault.allCases.count, "each promise has a backend that breaks it")
    }

    @Test("is kept by the backend that the faults are built into", arguments: BackendContract.promises(for: all))
    func control(_ promise: ContractPromise<BackendFixture>) async throws {
        try await promise.verify { BackendFault.fixture(nil) }
    }

    @Test("catches a backend that breaks it", arguments: BackendFault.allCases)
    func catches(_ fault: BackendFault) async {
        var broken: [String] = []
        for promise in BackendContract.promises(for: Self.all) {
            do { try await promise.verify { BackendFault.fixture(fault) } } catch { broken.append("\(promise)") }
        }
        #expect(broken.contains { $0.contains(fault.rawValue) }, "broken: \(broken)")
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
