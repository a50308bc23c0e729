public import CustodyModel
import CustodyProof
import Synchronization

/// The audit log in memory. What makes it last is its coordinator: `MemoryCoordinator` keeps it for the life of the process. A
/// file backend writes its changes to a journal, and has entries and tiles of the tree stand in rows on disk.
///
/// A leaf takes 42 bytes for the tree, its own 114 and its compartments; a proof some ten hashes and one row, or two.
public final class InMemoryAuditSink: AuditSink {
    /// What the sink's changes are committed to.
    public let coordinator: any CommitCoordinator
    private let content: Content
    private let keepers: [AuditLog: CheckpointKeeper]
    /// By the logs' numbers.
    private let derivedKeys: [DerivedKeys]
    private let origin: String
    private let random: any RandomSource
    let rows: (any RowLog)?

    /// What changes. A class of its own, so that the keepers can look at it without holding the sink.
    private final class Content: Sendable {
        let guarded: Mutex<Guarded>
        /// Apart from the state, so that an event is staged without waiting for others to be taken in.
        let staging = Mutex(StagingState())

        init(origin: String, signer: NoteSigner, index: AuditIndexShape, rows: (any RowLog)?) {
            guarded = Mutex(Guarded(state: AuditState(origin: origin, index: index, in: rows), signers: [signer]))
        }

        func signing(_ log: AuditLog) throws -> LogSigning {
            try guarded.withLock { guarded in
                var signers: [NoteSigner] = []
                for signer in guarded.signers { signers.append(try signer.named(guarded.state[log].origin)) }
                return try LogSigning(log, signers: signers, rotations: guarded.state[log].rotations)
            }
        }

        func read<Result: Sendable>(_ body: (borrowing AuditState) throws -> Result) throws -> Result {
            try guarded.withLock { guarded in
                if let failure = guarded.failure { throw failure }
                return try body(guarded.state)
            }
        }

        /// Alters the state. What fails by half leaves a state that is not to be trusted.
        func change<Result: Sendable>(_ body: (inout AuditState) throws -> Result) throws -> Result {
            try guarded.withLock { guarded in
                if let failure = guarded.failure { throw failure }
                do { return try body(&guarded.state) } catch {
                    guarded.failure = error
                    staging.withLock { $0.failure = error }
                    throw error
                }
            }
        }
    }

    private struct Guarded {
        var state: AuditState
        /// Every key that signs or signed, the first one first, before they take a log's name.
        var signers: [NoteSigner]
        /// Why the state can be trusted no more: a change was taken in by half.
        var failure: (any Error)?
    }

    /// An empty log, or one to replay into.
    ///
    /// - Parameters:
    ///   - origin: what the logs are called to the world, such as `example.org/custody`; each log adds its own name.
    ///   - signer: signs both logs, each under its own name. Where it was replaced, this is the first one; the others are taken
    ///     up with ``takeUp(_:)``.
    ///   - checkpoints: where the newest checkpoints are.
    ///   - random: keys of commitments and nonces come from here.
    ///   - coordinator: commits the changes.
    /// - Throws: `AuditError` `.malformed` when the origin is no name of a key.
    public convenience init(
        origin: String, signer: NoteSigner, checkpoints: any CheckpointStore, random: any RandomSource = SystemRandomSource(),
        committingTo coordinator: any CommitCoordinator
    ) throws(AuditError) {
        try self.init(
            origin: origin, signer: signer, checkpoints: checkpoints, random: random, committingTo: coordinator, rows: nil)
    }

    /// An empty log, or one to restore and replay into, whose rows stand in `rows`.
    package init(
        origin: String, signer: NoteSigner, checkpoints: any CheckpointStore, random: any RandomSource,
        committingTo coordinator: any CommitCoordinator, index: AuditIndexShape = AuditIndexShape(), rows: (any RowLog)?
    ) throws(AuditError) {
        let content = Content(origin: origin, signer: signer, index: index, rows: rows)
        var keepers: [AuditLog: CheckpointKeeper] = [:]
        for log in AuditLog.allCases {
            _ = try signer.named(log.origin(in: origin))
            keepers[log] = CheckpointKeeper(
                log, store: checkpoints, signing: { try content.signing(log) },
                size: { content.guarded.withLock { $0.state[log].tree.size } },
                root: { size in try content.read { try $0[log].tree.root(at: size).map { Bytes($0.bytes) } } })
        }
        self.content = content
        derivedKeys = AuditLog.allCases.map { DerivedKeys(AuditScheme(origin: $0.origin(in: origin))) }
        self.origin = origin
        self.keepers = keepers
        self.random = random
        self.rows = rows
        self.coordinator = coordinator
    }

    func read<Result: Sendable>(_ body: (borrowing AuditState) throws -> Result) throws -> Result {
        try content.read(body)
    }

    /// Changes the state outside a commit's own changes.
    func change(_ body: (inout AuditState) throws -> Void) throws { try content.change(body) }

    // MARK: Recording

    /// Adds an event to a unit of work.
    public func stage(_ event: AuditEvent, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
        switch event.control {
        case .vocabulary:
            throw AuditError(.invalidEvent, "names get their numbers from the log; use stage(registering:system:at:in:)")
        case .rotation: throw AuditError(.invalidEvent, "keys are replaced with stage(rotatingTo:by:as:at:in:)")
        case _ where event.auditClass == .prune:
            throw AuditError(.invalidEvent, "logs are pruned with stage(pruning:in:) and removePruned(_:at:)")
        case .prune: throw AuditError(.invalidEvent, "logs are pruned with stage(pruning:in:)")
        default: return try append(event, in: &unit)
        }
    }

    /// Adds the change to another signing key to a unit of work.
    public func stage(
        rotatingTo signer: NoteSigner, by actor: AuditPerson?, as role: RoleID?, at time: Instant, in unit: inout UnitOfWork
    ) throws -> [Staged<AuditReceipt>] {
        let count = content.guarded.withLock { $0.signers.count }
        var staged: [Staged<AuditReceipt>] = []
        for log in AuditLog.allCases {
            var event = AuditEvent(.key, .rotateKey, actor == nil ? .none : .permit, at: time)
            event.log = log
            event.role = role
            event.actor = actor
            event.control = .rotation(
                AuditRotation(
                    from: try content.signing(log).newest.verifier, to: try signer.named(log.origin(in: origin)).verifier))
            staged.append(try append(event, in: &unit))
        }
        let adoption = StagedChange(
            store: .audit, writes: [ConflictKey(.audit, Array("signer".utf8))],
            validate: {
                guard self.content.guarded.withLock({ $0.signers.count }) == count else {
                    throw AuditError(.foreignKey, "the key was replaced meanwhile; begin again")
                }
            },
            prepare: { _ in PreparedChange(bytes: [], apply: { self.takeUp(signer) }) })
        _ = unit.add(adoption, to: coordinator, resultType: Void.self)
        return staged
    }

    /// Adds the registration of names to a unit of work.
    public func stage(
        registering terms: [AuditTerm], system: AuditIdentity, at time: Instant, in unit: inout UnitOfWork
    ) throws -> Staged<AuditReceipt>? {
        let registrations = try content.staging.withLock { staging throws(AuditError) in try staging.reserve(terms) }
        guard !registrations.isEmpty else { return nil }
        var event = AuditEvent(.config, .registerVocabulary, at: time)
        event.system = AuditPerson(
            handle: system.handle, key: system.key, keyClass: system.keyClass,
            payload: .map(["terms": .array(registrations.map(\.content))]))
        event.control = .vocabulary(registrations)
        return try append(event, in: &unit)
    }

    func append(_ event: AuditEvent, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
        try event.check()
        var event = event
        let codes = try content.staging.withLock { try $0.codes(of: event) }
        let scope = try ErasureScope(of: &event, in: self)
        try validate(event, nil)
        let (sealed, sealer) = (event, AuditSealer(keys: derivedKeys[Int(event.destination.number)], random: random))
        let change = StagedChange(
            store: .audit, reads: ErasureScope.reads(of: event), writes: scope?.writes ?? [],
            validate: { try self.validate(sealed, scope) },
            prepare: { sequence in
                var change = try sealer.seal(sealed, codes, at: sequence)
                change.erases = sealed.erases.isEmpty ? nil : sealed.erases
                let (prepared, hash) = (change, MerkleHash(leaf: change.leafBytes.array))
                return PreparedChange(
                    bytes: prepared.encoded(),
                    apply: {
                        if let scope { self.content.staging.withLock { $0.erased.formUnion(scope.handles) } }
                        return try self.apply(prepared, hash, at: sequence)
                    })
            })
        return unit.add(change, to: coordinator, resultType: AuditReceipt.self)
    }

    private func validate(_ event: AuditEvent, _ scope: ErasureScope?) throws {
        try content.staging.withLock { try $0.requireRecordable(event) }
        guard event.hasPreconditions else { return }
        try read { try scope?.requireUnchanged(event, in: $0) ?? $0.validate(event) }
    }

    @discardableResult
    private func apply(_ change: AuditChange, _ hash: MerkleHash, at sequence: CommitSequence) throws -> AuditReceipt {
        let registrations = change.registrations
        if !registrations.isEmpty {
            content.staging.withLock { for registration in registrations { $0.reserved.register(registration) } }
        }
        return try content.change { state in
            let receipt = try state.apply(change, hash, at: sequence)
            if !registrations.isEmpty { content.staging.withLock { $0.registered = state.vocabulary } }
            return receipt
        }
    }

    // MARK: Opening

    /// Takes in a change that was durable before this process began.
    ///
    /// - Throws: `AuditError` `.malformed` when the bytes are no change of this log.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws {
        let change: AuditChange
        do { change = try CBOR.decode(AuditChange.self, from: bytes) } catch {
            throw AuditError(.malformed, "the bytes of commit \(sequence) are no change of the audit log: \(error)")
        }
        guard try AuditLeaf(decoding: change.leafBytes.array).commit == sequence else {
            throw AuditError(.malformed, "the leaf belongs to another commit than \(sequence)", at: AuditPlace(change.log))
        }
        try apply(change, MerkleHash(leaf: change.leafBytes.array), at: sequence)
    }

    /// Takes up a key that replaced the one before. After replay, call it for each in turn, before ``openCheck()``.
    public func takeUp(_ signer: NoteSigner) { content.guarded.withLock { $0.signers.append(signer) } }

    /// Checks that what was replayed continues what was signed. Call it once after replay, before anything new is recorded.
    ///
    /// - Throws: `AuditError` `.rolledBack` when the log is shorter than or other than what was signed,
    ///   `.checkpointDamaged` when the saved checkpoint is not to be trusted.
    public func openCheck() async throws {
        try finishPruning()
        for log in AuditLog.allCases { _ = try await keepers[log]?.reload() }
    }

    /// Makes the index anew where what was restored is of another version or cut otherwise. Call it after replay, before
    /// anybody else sees the log.
    package func mendIndex() throws {
        for log in AuditLog.allCases where try read({ $0[log].isIndexStale }) {
            let index = try read { $0[log] }.rebuiltIndex()
            try change { try $0.adopt(index, of: log) }
        }
    }

    // MARK: Looking

    /// What the numbers in leaves mean.
    public func vocabulary() async throws -> AuditVocabulary { try read { $0.vocabulary } }

    /// The entries that match. Recording goes on meanwhile where the entries stand in rows.
    public func entries(_ query: AuditQuery) async throws -> [AuditEntry] {
        // In memory no query waits for a disk, and whoever changes what somebody has a copy of would copy all of it.
        guard let rows else { return try read { try $0.entries(query) } }
        // What the copy leads to must stay readable while others go on changing.
        let hold = rows.hold()
        defer { withExtendedLifetime(hold) {} }
        return try read { copy $0 }.entries(query)
    }

    /// Makes anew what finds entries, from the entries. Recording goes on meanwhile.
    public func rebuildIndex() async throws { for log in AuditLog.allCases { try await rebuildIndex(of: log) } }

    func rebuildIndex(of log: AuditLog) async throws {
        // What the copy leads to must stay readable while others go on changing.
        let hold = rows?.hold()
        defer { withExtendedLifetime(hold) {} }
        let index = try await read { $0[log] }.reading { try $0.rebuiltIndex() }
        // A commit of nothing: what a checkpoint takes up is altered only where commits are, and the next one is due.
        var unit = UnitOfWork()
        let adoption = StagedChange(
            store: .audit, validate: {},
            prepare: { _ in PreparedChange(bytes: [], apply: { try self.change { try $0.adopt(index, of: log) } }) })
        _ = unit.add(adoption, to: coordinator, resultType: Void.self)
        _ = try await unit.commit()
    }

    /// How far each log has come.
    public func status() async throws -> [AuditLog: AuditStatus] {
        var result: [AuditLog: AuditStatus] = [:]
        for log in AuditLog.allCases {
            let newest = try await keepers[log]?.newest()
            let signing = try content.signing(log)
            result[log] = try read { state in
                AuditStatus(
                    origin: state[log].origin, verifier: signing.newest.verifier, size: state[log].tree.size,
                    root: Bytes(try state[log].tree.root().bytes), checkpoint: newest, months: state[log].months,
                    first: state[log].leaves.first,
                    prunedBelow: state[log].leaves.pruned)
            }
        }
        return result
    }

    /// Signs the log as it stands and saves the checkpoint.
    public func checkpoint(_ log: AuditLog, at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint? {
        try await keepers[log]?.checkpoint(at: time, ifDue: ifDue)
    }

    /// By which leaves the log got another key, each with both signatures.
    public func rotations(_ log: AuditLog) async throws -> [LogProof] {
        guard let newest = try await keepers[log]?.newest() else { return [] }
        let (signing, places) = (try content.signing(log), try read { $0[log].rotations })
        var proofs: [LogProof] = []
        for (number, index) in places.enumerated() where index < newest.checkpoint.size {
            let signed = try SignedCheckpoint(
                signing: newest.checkpoint, by: Array(signing.signers[number...(number + 1)]))
            proofs.append(try await receipt(AuditPlace(log, index), in: signed))
        }
        return proofs
    }

    /// What shows that the leaf stands in the log of that size.
    public func inclusionProof(_ log: AuditLog, index: UInt64, size: UInt64) async throws -> InclusionProof {
        guard let path = try read({ try $0[log].tree.inclusionProof(index: index, size: size) }) else {
            throw AuditError(.noSuchEntry, "there is no such entry in a log of \(size) leaves", at: AuditPlace(log, index))
        }
        return InclusionProof(index: index, size: size, path: path.map { Bytes($0.bytes) })
    }

    /// What shows that the log of the second size begins with the log of the first.
    public func consistencyProof(_ log: AuditLog, from first: UInt64, to second: UInt64) async throws -> ConsistencyProof {
        guard let path = try read({ try $0[log].tree.consistencyProof(first: first, second: second) }) else {
            throw AuditError(.noSuchEntry, "the log never had the sizes \(first) and \(second)", at: AuditPlace(log))
        }
        return ConsistencyProof(first: first, second: second, path: path.map { Bytes($0.bytes) })
    }

    /// The hashes of the first so many leaves from an index on.
    public func leafHashes(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> [Bytes] {
        try read { state in
            let end = min(state[log].tree.size, index.addingReportingOverflow(UInt64(max(0, limit))).partialValue)
            guard index < end else { return [] }
            return try state[log].tree.hashes(of: index..<end).map { Bytes($0.bytes) }
        }
    }

    /// The leaves from an index on that are still there.
    public func leaves(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> AuditLeafPage {
        try read { state in
            let (records, first) = (state[log], max(index, state[log].leaves.first))
            let end = min(records.tree.size, first.addingReportingOverflow(UInt64(max(0, limit))).partialValue)
            var met = AuditLeaves.Met()
            var leaves: [Bytes] = []
            for place in first..<max(first, end) { leaves.append(Bytes(try records.leaves.leaf(place, &met))) }
            return AuditLeafPage(first: first, leaves: leaves)
        }
    }

    /// Checks everything that can be checked, on a copy, so that recording goes on meanwhile.
    public func verify(opening identities: [AuditIdentity]) async throws -> AuditReport {
        // First the checkpoints: the copy is taken later and so covers whatever they cover.
        var signed: [AuditLog: Result<UInt64?, AuditError>] = [:]
        var keys: [AuditLog: [NoteVerifier]] = [:]
        for log in AuditLog.allCases {
            do { signed[log] = .success(try await keepers[log]?.reload()?.checkpoint.size) } catch let error as AuditError {
                signed[log] = .failure(error)
            }
            keys[log] = (try? content.signing(log))?.signers.map(\.verifier)
        }
        // What the copy leads to must stay readable while others go on changing.
        let hold = rows?.hold()
        defer { withExtendedLifetime(hold) {} }
        var verification = AuditVerification(try read { copy $0 }, opening: identities)
        for log in AuditLog.allCases {
            try await verification.check(log, signed: signed[log] ?? .success(nil), keys: keys[log] ?? [])
        }
        return verification.report()
    }
}

extension InMemoryAuditSink: KeptStore {
    package func snapshot() throws -> any VisitableState { try read { copy $0 } }

    package func visit(_ visitor: inout some StateVisitor) throws {
        try content.guarded.withLock { guarded in
            try guarded.state.visit(&visitor)
            guard visitor.isRestoring else { return }
            content.staging.withLock { ($0.registered, $0.reserved) = (guarded.state.vocabulary, guarded.state.vocabulary) }
        }
    }
}
