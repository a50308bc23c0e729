/// Where the newest checkpoint of each log is kept: outside the log's own data, so that cutting the log does not cut it too. Run
/// `CheckpointStoreContract.promises` of CustodyTesting against it.
public protocol CheckpointStore: Sendable {
    /// The bytes that were saved last; nil when none were.
    func load(_ log: AuditLog) async throws -> [UInt8]?

    /// Keeps the bytes in place of earlier ones, durably and wholly or not at all.
    func save(_ bytes: [UInt8], _ log: AuditLog) async throws
}
