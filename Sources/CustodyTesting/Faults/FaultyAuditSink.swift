public import CustodyAudit
public import CustodyModel

/// An audit log of which chosen calls fail.
public struct FaultyAuditSink: AuditSink {
    private let base: any AuditSink
    private let faults: StoreFaults

    /// Wraps a log.
    public init(_ base: any AuditSink, faults: StoreFaults) {
        self.base = base
        self.faults = faults
    }

    /// What the log's changes are committed to.
    public var coordinator: any CommitCoordinator { base.coordinator }

    /// Adds an event to the unit.
    public func stage(_ event: AuditEvent, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
        try faults.perform(StoreCall.Audit.stage) { try base.stage(event, in: &unit) }
    }

    /// Adds the registration of names to the unit.
    public func stage(
        registering terms: [AuditTerm], system: AuditIdentity, at time: Instant, in unit: inout UnitOfWork
    ) throws -> Staged<AuditReceipt>? {
        try faults.perform(StoreCall.Audit.register) {
            try base.stage(registering: terms, system: system, at: time, in: &unit)
        }
    }

    /// Adds the change to another signing key to the unit.
    public func stage(
        rotatingTo signer: NoteSigner, by actor: AuditPerson?, as role: RoleID?, at time: Instant, in unit: inout UnitOfWork
    ) throws -> [Staged<AuditReceipt>] {
        try faults.perform(StoreCall.Audit.rotate) {
            try base.stage(rotatingTo: signer, by: actor, as: role, at: time, in: &unit)
        }
    }

    /// By which leaves the log got another key.
    public func rotations(_ log: AuditLog) async throws -> [LogProof] {
        try await faults.perform(StoreCall.Audit.rotations) { try await base.rotations(log) }
    }

    /// Up to which index a log may be pruned.
    public func prunable(
        _ log: AuditLog, keptFor retention: RetentionClass.Period, since: Instant?, at time: Instant
    ) async throws -> UInt64 {
        try await faults.perform(StoreCall.Audit.prunable) {
            try await base.prunable(log, keptFor: retention, since: since, at: time)
        }
    }

    /// Adds the prune of a log to the unit.
    public func stage(pruning request: PruneRequest, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
        try faults.perform(StoreCall.Audit.prune) { try base.stage(pruning: request, in: &unit) }
    }

    /// Removes what a recorded prune covers.
    public func removePruned(_ log: AuditLog, at time: Instant) async throws {
        try await faults.perform(StoreCall.Audit.removePruned) { try await base.removePruned(log, at: time) }
    }

    /// The hashes of the leaves from an index on.
    public func leafHashes(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> [Bytes] {
        try await faults.perform(StoreCall.Audit.leafHashes) { try await base.leafHashes(log, from: index, limit: limit) }
    }

    /// The leaves from an index on.
    public func leaves(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> AuditLeafPage {
        try await faults.perform(StoreCall.Audit.leaves) { try await base.leaves(log, from: index, limit: limit) }
    }

    /// What the numbers in leaves mean.
    public func vocabulary() async throws -> AuditVocabulary {
        try await faults.perform(StoreCall.Audit.vocabulary) { try await base.vocabulary() }
    }

    /// The entries that match.
    public func entries(_ query: AuditQuery) async throws -> [AuditEntry] {
        try await faults.perform(StoreCall.Audit.entries) { try await base.entries(query) }
    }

    /// Makes anew what finds entries.
    public func rebuildIndex() async throws {
        try await faults.perform(StoreCall.Audit.rebuildIndex) { try await base.rebuildIndex() }
    }

    /// How far each log has come.
    public func status() async throws -> [AuditLog: AuditStatus] {
        try await faults.perform(StoreCall.Audit.status) { try await base.status() }
    }

    /// Signs the log as it stands.
    public func checkpoint(_ log: AuditLog, at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint? {
        try await faults.perform(StoreCall.Audit.checkpoint) { try await base.checkpoint(log, at: time, ifDue: ifDue) }
    }

    /// What shows that the leaf stands in the log of that size.
    public func inclusionProof(_ log: AuditLog, index: UInt64, size: UInt64) async throws -> InclusionProof {
        try await faults.perform(StoreCall.Audit.inclusionProof) {
            try await base.inclusionProof(log, index: index, size: size)
        }
    }

    /// What shows that one log begins with another.
    public func consistencyProof(_ log: AuditLog, from first: UInt64, to second: UInt64) async throws -> ConsistencyProof {
        try await faults.perform(StoreCall.Audit.consistencyProof) {
            try await base.consistencyProof(log, from: first, to: second)
        }
    }

    /// Checks everything that can be checked.
    public func verify(opening identities: [AuditIdentity]) async throws -> AuditReport {
        try await faults.perform(StoreCall.Audit.verify) { try await base.verify(opening: identities) }
    }
}
