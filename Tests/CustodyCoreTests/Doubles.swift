import Crypto
import CustodyAccess
import CustodyKeys
import CustodyModel
import Synchronization

@testable import CustodyCore

/// Runs something once, when a test has it armed.
final class Hook: Sendable {
    typealias Body = @Sendable () async -> Void
    private let body = Mutex<Body?>(nil)

    func arm(_ new: @escaping Body) { body.withLock { $0 = new } }

    func run() async {
        let armed = body.withLock { body in
            defer { body = nil }
            return body
        }
        guard let armed else { return }
        // What happens meanwhile is somebody else's act, which goes on when the wait for a slow engine is given up.
        await Task { await armed() }.value
    }
}

/// Permits everything that the person does not object to, after something happened meanwhile.
struct SlowPolicy: AccessPolicy {
    let version = PolicyVersion(1)
    let hook: Hook

    struct Session: AccessSession {
        func decide(_ request: AccessRequest) -> AccessDecision {
            request.subject.objected
                ? AccessDecision(denying: request, because: AccessReasons(.objected), policyVersion: PolicyVersion(1))
                : AccessDecision(permitting: request, allowed: request.categories, role: nil, policyVersion: PolicyVersion(1))
        }
    }

    func session(for intent: AccessIntent) async throws -> any AccessSession {
        await hook.run()
        return Session()
    }
}

extension Bed {
    /// A custodian in memory whose policy answers after something happened meanwhile.
    func withSlowPolicy(
        _ hook: Hook, committingTo coordinator: any CommitCoordinator = MemoryCoordinator()
    ) async throws -> Custodian {
        try await Custodian.open(
            try await Backends.inMemory(controller: "acme", coordinator: coordinator), governance: try Self.governance(),
            // No machine is so busy that the patience with an engine ends what happens meanwhile.
            engine: GuardedAccessPolicy(SlowPolicy(hook: hook), patience: .seconds(86_400)), clock: clock)
    }
}

/// Opens keys, or makes them, after something happened meanwhile.
struct SlowProvider: KeyProvider {
    let base = LocalKeyProvider.ephemeral()
    let hook: Hook
    /// Whether making a key is what takes so long.
    var isSlowToWrap = false

    func currentVersion() async throws -> UInt16 { try await base.currentVersion() }

    func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey {
        if isSlowToWrap { await hook.run() }
        return try await base.wrap(key, context: context)
    }

    func retire(allBut versions: Set<UInt16>) async throws -> [UInt16] { try await base.retire(allBut: versions) }

    func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        let key = try await base.unwrap(wrapped, context: context)
        await hook.run()
        return key
    }
}

/// Opens several stores, and knows which.
final class SharedProvider: KeyProvider {
    let base = LocalKeyProvider.ephemeral()
    private let stores = Mutex<Set<Handle>>([])

    func currentVersion() async throws -> UInt16 { try await base.currentVersion() }

    func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey { try await base.wrap(key, context: context) }

    func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        try await base.unwrap(wrapped, context: context)
    }

    func retire(allBut versions: Set<UInt16>) async throws -> [UInt16] { try await base.retire(allBut: versions) }

    func note(_ store: Handle) async throws { stores.withLock { _ = $0.insert(store) } }

    func notedStores() async throws -> Set<Handle> { stores.withLock { $0 } }

    func forget(_ gone: Set<Handle>) async throws { stores.withLock { $0.subtract(gone) } }
}

/// Commits in memory, after something happened meanwhile.
final class SlowCoordinator: CommitCoordinator {
    private let base = MemoryCoordinator()
    private let hook: Hook

    init(hook: Hook) { self.hook = hook }

    func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit {
        await hook.run()
        return try await base.commit(changes, idempotency: idempotency)
    }

    func sequence(of idempotency: Idempotency) throws -> CommitSequence? { try base.sequence(of: idempotency) }

    var lastSequence: CommitSequence { base.lastSequence }

    func committed(after sequence: CommitSequence) async throws -> Bool { try await base.committed(after: sequence) }
}
