import Synchronization

/// Keeps checkpoints for the life of the process: for tests, and for hosts that keep nothing.
public final class InMemoryCheckpointStore: CheckpointStore {
    private let saved: Mutex<[AuditLog: [UInt8]]>

    /// A store that holds `saved` already.
    public init(_ saved: [AuditLog: [UInt8]] = [:]) { self.saved = Mutex(saved) }

    /// The bytes that were saved last.
    public func load(_ log: AuditLog) -> [UInt8]? { saved.withLock { $0[log] } }

    /// Keeps the bytes in place of earlier ones.
    public func save(_ bytes: [UInt8], _ log: AuditLog) { saved.withLock { $0[log] = bytes } }
}
