package import CustodyModel
package import CustodyProof

/// Signs one log, one checkpoint after another, and never one that does not continue what was signed before.
package actor CheckpointKeeper {
    private let log: AuditLog
    private let store: any CheckpointStore
    private let signing: @Sendable () throws -> LogSigning
    private let size: @Sendable () throws -> UInt64
    private let root: @Sendable (UInt64) throws -> Bytes?
    private var saved: SignedCheckpoint?
    private var isLoaded = false
    private var last: Instant?
    // Saving suspends, so calls are put in a row: two must not overtake each other between signing and saving.
    private var tail: Task<Void, Never>?

    package init(
        _ log: AuditLog, store: any CheckpointStore, signing: @escaping @Sendable () throws -> LogSigning,
        size: @escaping @Sendable () throws -> UInt64,
        root: @escaping @Sendable (UInt64) throws -> Bytes?
    ) {
        self.log = log
        self.store = store
        self.signing = signing
        self.size = size
        self.root = root
    }

    /// The checkpoint that is saved, read anew and checked against the log.
    package func reload() async throws -> SignedCheckpoint? {
        guard let bytes = try await store.load(log) else { return nil }
        let stored: SignedCheckpoint
        let trusted = try signing().trusted
        do {
            stored = try trusted.checkpoint(decoding: bytes)
        } catch {
            throw AuditError(
                .checkpointDamaged, "the saved checkpoint is not to be trusted (\(error.message)); compare an earlier copy",
                at: AuditPlace(log))
        }
        try check(stored)
        return stored
    }

    private func check(_ signed: SignedCheckpoint) throws {
        let size = signed.checkpoint.size
        guard let root = try root(size) else {
            throw AuditError(
                .rolledBack, "\(size) leaves were signed and \(try self.size()) are there; restore the newer copy of the store",
                at: AuditPlace(log, size))
        }
        guard root == signed.checkpoint.root else {
            throw AuditError(
                .rolledBack, "the first \(size) leaves are not those that were signed; the log was replaced",
                at: AuditPlace(log, size))
        }
    }

    /// The newest checkpoint.
    package func newest() async throws -> SignedCheckpoint? {
        if !isLoaded {
            let loaded = try await reload()
            // Another call may have loaded or signed meanwhile; what it holds is at least as new.
            if !isLoaded { (saved, isLoaded) = (loaded, true) }
        }
        return saved
    }

    package func checkpoint(at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint? {
        let previous = tail
        let task = Task {
            await previous?.value
            return try await self.sign(at: time, ifDue: ifDue)
        }
        tail = Task { _ = await task.result }
        return try await task.value
    }

    private func sign(at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint? {
        let earlier = try await newest()
        if let earlier { try check(earlier) }
        let size = try size()
        let signedSize = earlier?.checkpoint.size ?? 0
        guard size > signedSize, let root = try root(size) else { return nil }
        if ifDue && !CheckpointRule.isDue(unsigned: size - signedSize, last: last, now: time) { return nil }
        let signing = try signing()
        let signed = try SignedCheckpoint(
            signing: Checkpoint(origin: signing.trusted.origin, size: size, root: root),
            by: signing.due(at: size, after: earlier))
        try await store.save(signed.bytes.array, log)
        (saved, isLoaded, last) = (signed, true, time)
        return signed
    }
}
