import CustodyData
public import CustodyModel

/// Keeps registers: append, scan, snapshot, and nothing else. It sees digests of keys and sealed entries.
///
/// Rules for an implementation:
/// - An entry is staged and takes effect when its unit of work commits. What was appended is never changed, and never goes.
/// - The entries of a key have numbers without gaps from 1. Of two that are appended over the same one, the second throws `DataError`
///   with `versionConflict` or `recordExists` at commit and leaves no trace. Two of one key in one unit fail
///   it in the same way, or with `writtenTwice`.
/// - Lists are in the order of their places. A place is good as a cursor whether something stands there or not, and while others append.
///
/// Every backend keeps registers already, since ``DataRegisterStore`` stands on any `DataStore`; `RegisterStoreContract` in
/// CustodyTesting holds the promises in executable form.
public protocol RegisterStore: Sendable {
    /// Stages an entry.
    ///
    /// - Parameter former: the latest of its key as it was read; nil when there must be none yet.
    func stage(appending entry: SealedEntry, over former: SealedEntry?, in unit: inout UnitOfWork)

    /// Some of all entries of a register, at most `limit` (at least one) after a place; none when there are no more.
    func scan(_ register: RegisterName, after: RegisterPosition?, limit: Int) async throws -> [SealedEntry]

    /// The same of the latest entries of each key alone.
    func snapshot(_ register: RegisterName, after: RegisterPosition?, limit: Int) async throws -> [SealedEntry]
}

extension RegisterStore {
    /// The latest entry of a key; nil when there is none.
    public func latest(of key: RegisterKey, in register: RegisterName) async throws -> SealedEntry? {
        let start = RegisterPosition(of: key, in: register, number: 0)
        return try await snapshot(register, after: start, limit: 1).first { $0.position.hasKey(of: start) }
    }
}
