import Crypto
import CustodyKeys
import Synchronization

/// Keeps what it was told to retire, for a crash goes back to a disk of before; who asks it is told what was retired when.
final class KeepingProvider: KeyProvider {
    let base = LocalKeyProvider.ephemeral()
    private let watcher = Mutex<(@Sendable (UInt16) -> Void)?>(nil)

    /// Calls the body with the lowest version that is still there.
    func onRetirement(_ body: @escaping @Sendable (UInt16) -> Void) { watcher.withLock { $0 = body } }

    func currentVersion() async throws -> UInt16 { try await base.currentVersion() }

    func wrap(_ key: SymmetricKey, context: [UInt8]) async throws -> WrappedKey { try await base.wrap(key, context: context) }

    func unwrap(_ wrapped: WrappedKey, context: [UInt8]) async throws -> SymmetricKey {
        try await base.unwrap(wrapped, context: context)
    }

    func retire(allBut versions: Set<UInt16>) async throws -> [UInt16] {
        guard let least = versions.min() else { return [] }
        watcher.withLock { $0 }?(least)
        return base.known.filter { $0 < least }
    }
}
