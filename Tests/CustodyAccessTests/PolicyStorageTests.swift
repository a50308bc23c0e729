import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyAccess

@Suite("Policy storage")
struct PolicyStorageTests {
    @Test("keeps the contract in memory", arguments: PolicyStorageContract.promises)
    func contract(_ promise: ContractPromise<any PolicyStorage>) async throws {
        try await promise.verify { InMemoryPolicyStorage(committingTo: MemoryCoordinator()) }
    }

    @Test("replays its changes to the same state")
    func replay() async throws {
        let recorder = RecordingCoordinator()
        let storage = InMemoryPolicyStorage(committingTo: recorder)
        for promise in PolicyStorageContract.promises where promise.description.contains("stays readable") {
            try await promise.verify { storage }
        }
        for promise in PolicyStorageContract.promises where promise.description.contains("only their owner's") {
            try await promise.verify { storage }
        }
        let copy = InMemoryPolicyStorage(committingTo: MemoryCoordinator())
        for (bytes, sequence) in recorder.written { try copy.replay(bytes, at: sequence) }
        #expect(copy.state == storage.state)
        #expect(copy.state.policies.count == 3)
        #expect(copy.state.keys.count == 2)
    }

    @Test("is caught by the contract when it breaks it", arguments: BrokenStorage.Fault.allCases)
    func catches(_ fault: BrokenStorage.Fault) async throws {
        var broken: [String] = []
        for promise in PolicyStorageContract.promises {
            do { try await promise.verify { BrokenStorage(fault) } } catch { broken.append("\(error)") }
        }
        #expect(broken.contains { $0.contains(fault.rawValue) }, "broken: \(broken)")
    }
}

/// A storage with one thing wrong. The raw value is a part of the promise that must catch it.
struct BrokenStorage: PolicyStorage {
    enum Fault: String, CaseIterable {
        case forgetsHistory = "every adopted policy stays readable"
        case mixesKeys = "only their owner's"
        case neverKeeps = "reads back"
        case newestKeyFirst = "the oldest first"
        case newestChangeFirst = "changes of access read back in order"
        case letsBothStand = "of two changes in one unit that meet"
        case tellsLosersAnything = "of editors at the same time one succeeds"
    }

    let fault: Fault
    let storage: InMemoryPolicyStorage
    private let adopted = Adopted()

    /// Whatever was staged to be adopted.
    private final class Adopted: Sendable {
        let policies = Mutex<[StoredPolicy]>([])
    }

    init(_ fault: Fault) {
        self.fault = fault
        storage = InMemoryPolicyStorage(
            committingTo: fault == .tellsLosersAnything ? CurtCoordinator() : MemoryCoordinator())
    }

    /// Says to whoever was slower that something failed, and not what.
    private final class CurtCoordinator: CommitCoordinator {
        private struct Failure: Error {}
        private let base = MemoryCoordinator()

        var lastSequence: CommitSequence { base.lastSequence }

        func sequence(of idempotency: Idempotency) throws -> CommitSequence? { try base.sequence(of: idempotency) }

        func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
            do { return try await base.commit(changes, idempotency: idempotency) } catch is AccessError { throw Failure() }
        }
    }

    func stage(_ change: PolicyChange, in unit: inout UnitOfWork) {
        if fault != .neverKeeps { storage.stage(change, in: &unit) }
        if case .adopt(let policy, _) = change { adopted.policies.withLock { $0.append(policy) } }
    }
    func current() async throws -> StoredPolicy? { try await storage.current() }
    func history() async throws -> [StoredPolicy] {
        if fault == .letsBothStand { return adopted.policies.withLock { $0 } }
        let history = try await storage.history()
        return fault == .forgetsHistory ? history.suffix(1) : history
    }
    func changes() async throws -> [StoredAccessChange] {
        let changes = try await storage.changes()
        return fault == .newestChangeFirst ? changes.reversed() : changes
    }
    func keys(of principal: PrincipalToken) async throws -> [PrincipalKey] {
        switch fault {
        case .mixesKeys: storage.state.keys.values.flatMap(\.self)
        case .newestKeyFirst: try await storage.keys(of: principal).reversed()
        default: try await storage.keys(of: principal)
        }
    }
}
