public import CustodyModel
import Synchronization

/// Where erasures are remembered out of reach of a backup: another volume, another machine.
///
/// A store that is put back from a backup cannot know of the erasures since; only what stands elsewhere tells. Rules for an
/// implementation:
/// - A record is durable before ``keep(_:)`` answers, also when it stands there already; keeping it again changes nothing.
/// - What ``records(of:)`` answers is durable.
/// - It loses none before its time is over. It need not keep secrets: a record names nobody, and is signed by the store.
///
/// Run `ErasureAnchorContract.promises` of CustodyTesting against it.
public protocol ErasureAnchor: Sendable {
    /// Keeps a record.
    func keep(_ record: ErasureRecord) async throws

    /// What it keeps of a store.
    func records(of store: Handle) async throws -> [ErasureRecord]

    /// Lets go of the records of a store whose time is over.
    func forget(of store: Handle, before instant: Instant) async throws
}

/// An anchor of erasures for the life of the process, for tests and trials.
public final class InMemoryErasureAnchor: ErasureAnchor {
    private let kept = Mutex<[ErasureRecord]>([])

    /// An anchor that keeps nothing yet.
    public init() {}

    /// Keeps a record.
    public func keep(_ record: ErasureRecord) async throws {
        kept.withLock { kept in
            guard !kept.contains(where: { $0.store == record.store && $0.plan == record.plan }) else { return }
            kept.append(record)
        }
    }

    /// What it keeps of a store.
    public func records(of store: Handle) async throws -> [ErasureRecord] { kept.withLock { $0.filter { $0.store == store } } }

    /// Lets go of records.
    public func forget(of store: Handle, before instant: Instant) async throws {
        kept.withLock { kept in kept.removeAll { $0.store == store && $0.keepUntil < instant } }
    }
}
