package import CustodyModel
package import CustodyProof
import Synchronization

/// Signs one log, one checkpoint after another, and never one that does not continue what was signed before.
package actor CheckpointKeeper {
    private let log: AuditLog
    private let store: any CheckpointStore
    private let signing: @Sendable () throws -> LogSigning
    private let size: @Sendable () throws -> UInt64
    private let root: @Sendable (UInt64) throws -> Bytes?
    private var saved: SignedCheckpoint?
    private var isLoaded = false
    /// How far the log is signed as far as is known, and when it was since the store was opened.
    private let signed = Mutex<(size: UInt64, at: Instant?)>((0, nil))
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
            if !isLoaded {
                (saved, isLoaded) = (loaded, true)
                signed.withLock { $0.size = loaded?.checkpoint.size ?? 0 }
            }
        }
        return saved
    }

    /// Signs the log as it stands; nil when that says nothing new, or when it is not time and only then asked for.
    package nonisolated func checkpoint(at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint? {
        // Asked after every commit, and mostly answered without waiting for anybody.
        if ifDue, try !isDue(at: time) { return nil }
        return try await signNext(at: time, ifDue: ifDue)
    }

    /// Whether it is time to sign. So it is when the log is shorter than it was signed, which signing then refuses.
    private nonisolated func isDue(at time: Instant) throws -> Bool {
        let (signed, size) = (self.signed.withLock { $0 }, try size())
        guard size >= signed.size else { return true }
        return CheckpointRule.isDue(unsigned: size - signed.size, last: signed.at, now: time)
    }

    private func signNext(at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint? {
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
        guard size > earlier?.checkpoint.size ?? 0, try !ifDue || isDue(at: time), let root = try root(size) else { return nil }
        let signing = try signing()
        let made = try SignedCheckpoint(
            signing: Checkpoint(origin: signing.trusted.origin, size: size, root: root),
            by: signing.due(at: size, after: earlier))
        try await store.save(made.bytes.array, log)
        (saved, isLoaded) = (made, true)
        signed.withLock { $0 = (size, time) }
        return made
    }
}
