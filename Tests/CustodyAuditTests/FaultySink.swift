import CustodyAudit
import CustodyModel
import Synchronization

/// A log that does one thing wrong: the promises must notice.
struct FaultySink: AuditSink {
    enum Fault: Sendable {
        case none, losesCounts, mixesLogs, staysUnsigned, signsAlways, provesAnything, provesAnotherLeaf, showsHandles
        case findsEverybody, registersAgain, looksAway, commitsAtOnce, sealsOnce, forgetsKeys, forgetsRoles
        case missesSome, losesIndex, joinsLoosely, countsTheLast, confusesPurposes, skipsCommits
        case prunesTooMuch, keepsPruned, givesOneAtLeast, losesHashes
    }

    let base: InMemoryAuditSink
    let fault: Fault
    private let hasty = Hasty()

    private final class Hasty: Sendable {
        let units = Mutex<[UnitOfWork]>([])
        let isIndexLost = Mutex(false)
    }

    init(base: InMemoryAuditSink, fault: Fault) {
        self.base = base
        self.fault = fault
    }

    var coordinator: any CommitCoordinator { base.coordinator }

    func stage(_ event: AuditEvent, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
        var event = event
        if fault == .losesCounts { event.recordCount = min(event.recordCount, 1) }
        if fault == .mixesLogs { event.log = .evidence }
        if fault == .commitsAtOnce {
            // Recorded under another unit than the caller's: what happens when a log does not wait for the commit.
            var own = UnitOfWork()
            _ = try base.stage(event, in: &own)
            let early = own
            hasty.units.withLock { $0.append(early) }
        }
        return try base.stage(event, in: &unit)
    }

    func stage(
        registering terms: [AuditTerm], system: AuditIdentity, at time: Instant, in unit: inout UnitOfWork
    ) throws -> Staged<AuditReceipt>? {
        if let staged = try base.stage(registering: terms, system: system, at: time, in: &unit) { return staged }
        return fault == .registersAgain
            ? try base.stage(AuditEvent(.config, .registerVocabulary, at: time), in: &unit) : nil
    }

    func stage(
        rotatingTo signer: NoteSigner, by actor: AuditPerson?, as role: RoleID?, at time: Instant, in unit: inout UnitOfWork
    ) throws -> [Staged<AuditReceipt>] {
        try base.stage(rotatingTo: signer, by: actor, as: fault == .forgetsRoles ? nil : role, at: time, in: &unit)
    }

    func rotations(_ log: AuditLog) async throws -> [LogProof] {
        fault == .forgetsKeys ? [] : try await base.rotations(log)
    }

    func prunable(
        _ log: AuditLog, keptFor retention: RetentionClass.Period, since: Instant?, at time: Instant
    ) async throws -> UInt64 {
        let found = try await base.prunable(log, keptFor: retention, since: since, at: time)
        return fault == .prunesTooMuch ? found + AuditPrune.unit : found
    }

    func stage(pruning request: PruneRequest, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
        try base.stage(pruning: request, in: &unit)
    }

    func removePruned(_ log: AuditLog, at time: Instant) async throws {
        if fault != .keepsPruned { try await base.removePruned(log, at: time) }
    }

    func leafHashes(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> [Bytes] {
        if fault == .losesHashes { return [] }
        return try await base.leafHashes(log, from: index, limit: fault == .givesOneAtLeast ? max(1, limit) : limit)
    }

    func vocabulary() async throws -> AuditVocabulary { try await base.vocabulary() }

    func entries(_ query: AuditQuery) async throws -> [AuditEntry] {
        for unit in hasty.units.withLock({ units in
            defer { units = [] }
            return units
        }) { _ = try await unit.commit() }
        var query = query
        if fault == .findsEverybody { query.persons = [] }
        if fault == .joinsLoosely, !query.persons.isEmpty {
            query.persons = [query.persons.reduce(into: []) { $0.formUnion($1) }]
        }
        if fault == .countsTheLast, let time = query.time {
            query.time = time.lowerBound..<time.upperBound.adding(milliseconds: 1)
        }
        if fault == .skipsCommits { query.since = query.since?.next }
        if fault == .losesIndex, hasty.isIndexLost.withLock({ $0 }), !query.persons.isEmpty { return [] }
        var entries = try await base.entries(query)
        if fault == .missesSome, !query.persons.isEmpty { entries = Array(entries.dropLast()) }
        if fault == .confusesPurposes, let purposes = query.purposes {
            query.purposes = nil
            let codes = try await base.vocabulary()
            let numbers = Set(purposes.map { codes.code(of: $0) })
            entries = try await base.entries(query).filter { numbers.contains(try $0.leaf().purpose) }
        }
        for index in entries.indices where fault == .showsHandles {
            // A payload in clear under a good seal.
            entries[index].leafBytes.array += Array("anna@example.org".utf8)
        }
        if fault == .sealsOnce, let first = try await base.entries(AuditQuery(limit: 1)).first {
            for index in entries.indices { entries[index].compartments = first.compartments }
        }
        return entries
    }

    func rebuildIndex() async throws {
        try await base.rebuildIndex()
        hasty.isIndexLost.withLock { $0 = true }
    }

    func status() async throws -> [AuditLog: AuditStatus] { try await base.status() }

    func checkpoint(_ log: AuditLog, at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint? {
        if fault == .staysUnsigned { return nil }
        return try await base.checkpoint(log, at: time, ifDue: ifDue && fault != .signsAlways)
    }

    func inclusionProof(_ log: AuditLog, index: UInt64, size: UInt64) async throws -> InclusionProof {
        do {
            return try await base.inclusionProof(log, index: fault == .provesAnotherLeaf ? 0 : index, size: size)
        } catch {
            guard fault == .provesAnything else { throw error }
            return InclusionProof(index: index, size: size, path: [])
        }
    }

    func consistencyProof(_ log: AuditLog, from first: UInt64, to second: UInt64) async throws -> ConsistencyProof {
        try await base.consistencyProof(log, from: first, to: second)
    }

    func verify(opening identities: [AuditIdentity]) async throws -> AuditReport {
        var report = try await base.verify(opening: identities)
        if fault == .looksAway { report.findings = [] }
        return report
    }
}
