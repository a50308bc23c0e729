public import CustodyModel

/// The tamper-evident log of everything that was decided and done.
///
/// Rules for an implementation:
/// - An event is staged in the unit of the effect that it records, so that neither exists without the other. Its leaf carries
///   the unit's commit sequence, therefore it is sealed in `StagedChange.prepare`; its index is known in `apply`, whose answer
///   is the ``AuditReceipt``.
/// - `prepare` alters nothing. Bytes that it answers rebuild the identical log when they are replayed in commit order.
/// - An erasure of a person (`AuditEvent.erasesAllAbout`) takes every compartment about them, also what is being committed when it is
///   staged, and nothing about them follows: what was staged before and commits after it fails with `.subjectErased`.
/// - Nothing that is stored names a person: references, commitments and seals follow ``AuditScheme``, and only an
///   `AuditErasure` shows handles.
/// - Each log is one tree of RFC 6962 that only grows. A checkpoint is signed only if it continues the one that was signed
///   before, and is saved before it is answered.
///
/// An in-memory implementation over any coordinator is ``InMemoryAuditSink``; a database backend keeps leaves, compartments and
/// tree nodes in tables. `AuditSinkContract` of CustodyTesting checks all of them.
public protocol AuditSink: Sendable {
    /// What the sink's changes are committed to. Stores that share it share an atomic commit.
    var coordinator: any CommitCoordinator { get }

    /// Adds an event to a unit of work.
    ///
    /// Names that the vocabulary does not know at this moment are recorded as "not registered".
    /// - Throws: `AuditError` when the event contradicts itself or holds too many persons.
    func stage(_ event: AuditEvent, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt>

    /// Adds the registration of names to a unit of work, and the leaf that says so. The leaf, and its system
    /// compartment again, tell each name's number. The numbers are valid for events staged after the commit.
    ///
    /// - Returns: nil when every name is known already; then nothing was staged.
    /// - Throws: `AuditError` `.vocabularyFull`.
    func stage(
        registering terms: [AuditTerm], system: AuditIdentity, at time: Instant, in unit: inout UnitOfWork
    ) throws -> Staged<AuditReceipt>?

    /// Adds the change to another signing key to a unit of work: a leaf in each log names the old key and the new one.
    ///
    /// From the commit on the new key signs. The checkpoint that first covers the leaf is signed by both, so that who trusts
    /// the old key is led to the new one.
    /// - Parameters:
    ///   - actor: who replaces it, which they are permitted to; nil when the operator of the store does.
    ///   - role: in which role they do.
    /// - Returns: what answers the receipts, one for each log.
    func stage(
        rotatingTo signer: NoteSigner, by actor: AuditPerson?, as role: RoleID?, at time: Instant, in unit: inout UnitOfWork
    ) throws -> [Staged<AuditReceipt>]

    /// By which leaves the log got another key: a receipt of each, signed by the key that it replaced and by the new one, in
    /// order. `TrustedLog.learn(from:)` follows them. Leaves that no checkpoint covers yet are not among them.
    func rotations(_ log: AuditLog) async throws -> [LogProof]

    /// Up to which index every entry was kept as long as it had to be, a multiple of `AuditPrune.unit`: what ``stage(pruning:in:)``
    /// may remove.
    ///
    /// - Parameters:
    ///   - since: entries from this time on stay, as long as something holds them; nil when nothing does.
    func prunable(
        _ log: AuditLog, keptFor retention: RetentionClass.Period, since: Instant?, at time: Instant
    ) async throws -> UInt64

    /// Adds the prune of a log to a unit of work: a leaf of that log tells what goes, how old it is, and what was handed out
    /// before. The commit removes nothing; ``removePruned(_:at:)`` does.
    ///
    /// Keep a checkpoint of at least that size in an anchor before: it vouches that what goes was what it is said to be. Keep one
    /// that covers the leaf before anything is removed, so that the leaf cannot be taken away afterwards.
    /// - Throws: `AuditError` `.notDue` when an entry has to be kept longer, `.invalidEvent` when the index is no step.
    func stage(pruning request: PruneRequest, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt>

    /// Records that what the recorded prunes cover goes now, and removes it: leaves, what they say about persons, and whatever finds
    /// them. Hashes stay, and leaves that govern the log itself.
    ///
    /// Once that is recorded, a removal that a crash cut off is gone on with when the log is opened; before, nothing is removed.
    func removePruned(_ log: AuditLog, at time: Instant) async throws

    /// What the numbers in leaves mean.
    func vocabulary() async throws -> AuditVocabulary

    /// The entries that match. Of pruned ones there are those that govern the log itself, without compartments.
    func entries(_ query: AuditQuery) async throws -> [AuditEntry]

    /// Makes anew whatever the sink keeps to find entries by, from the entries themselves. Call it when that was lost or is in
    /// doubt; a sink that keeps nothing of the kind does nothing.
    func rebuildIndex() async throws

    /// How far each log has come.
    ///
    /// - Throws: `AuditError` `.rolledBack` or `.checkpointDamaged` when the log does not continue the saved checkpoint.
    func status() async throws -> [AuditLog: AuditStatus]

    /// Signs the log as it stands and saves the checkpoint.
    ///
    /// - Parameters:
    ///   - time: now.
    ///   - ifDue: whether to do so only when ``CheckpointRule`` says that it is time. It is asked after every commit, and a log whose
    ///     time has not come should answer at once.
    /// - Returns: nil when nothing is unsigned or it is not time.
    /// - Throws: `AuditError` `.rolledBack` or `.checkpointDamaged` when the log does not continue the saved checkpoint.
    func checkpoint(_ log: AuditLog, at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint?

    /// What shows that the leaf stands in the log of that size.
    ///
    /// - Throws: `AuditError` `.noSuchEntry` when the log has no such leaf or never had that size.
    func inclusionProof(_ log: AuditLog, index: UInt64, size: UInt64) async throws -> InclusionProof

    /// What shows that the log of the second size begins with the log of the first, which must not be empty.
    ///
    /// - Throws: `AuditError` `.noSuchEntry` when the log never had one of the sizes.
    func consistencyProof(_ log: AuditLog, from first: UInt64, to second: UInt64) async throws -> ConsistencyProof

    /// The hashes of the leaves from an index on, pruned or not, at most so many.
    func leafHashes(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> [Bytes]

    /// The leaves from an index on that are still there, to the byte and without what they say about persons, at most so many: for whoever
    /// looks at all of them and opens nothing. What of pruned ones stays is not among them.
    func leaves(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> AuditLeafPage

    /// Checks everything that can be checked: the trees, the commitments, the erasures, the saved checkpoints, and the content
    /// of each compartment whose key is given. A fault is a finding; only failing to look throws.
    func verify(opening identities: [AuditIdentity]) async throws -> AuditReport
}

extension AuditSink {
    /// By ``entries(_:)``. A sink that keeps leaves apart from what they say about persons can do better.
    public func leaves(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> AuditLeafPage {
        let first = max(index, try await status()[log]?.first ?? 0)
        let entries = try await entries(AuditQuery(log: log, from: first, limit: limit))
        return AuditLeafPage(first: first, leaves: entries.map(\.leafBytes))
    }

    /// Checks everything that can be checked without keys.
    public func verify() async throws -> AuditReport { try await verify(opening: []) }

    /// The entry of a receipt, checked to be the one that the receipt was given for.
    ///
    /// - Throws: `AuditError`: `.noSuchEntry`, or `.tampered` when another leaf stands there.
    public func entry(of receipt: AuditReceipt) async throws -> AuditEntry {
        guard let entry = try await entries(AuditQuery(log: receipt.log, from: receipt.index, limit: 1)).first,
            entry.index == receipt.index
        else { throw AuditError(.noSuchEntry, "the log has no such entry", at: receipt.place) }
        guard entry.leafHash == receipt.leafHash else {
            throw AuditError(.tampered, "another leaf stands where the receipt points to", at: receipt.place)
        }
        return entry
    }

    /// Every entry about the holder of a key, in the order of commits.
    public func entries(about identity: AuditIdentity, limit: Int = .max) async throws -> [AuditEntry] {
        try await entries(AuditQuery(limit: limit, persons: [try await references(to: identity)]))
    }

    /// The references by which entries about the holder of a key are found in both logs.
    public func references(to identity: AuditIdentity) async throws -> Set<AuditReference> {
        try await status().values.reduce(into: []) { $0.formUnion($1.references(to: identity.key)) }
    }
}
