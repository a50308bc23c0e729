import CustodyModel
import CustodyProof

/// Both logs and the vocabulary, and how a change alters them: pure, without I/O.
struct AuditState: Sendable {
    private var logs: [AuditRecords]
    private(set) var vocabulary = AuditVocabulary()
    /// Faults that came to light while changes were taken in, where nothing may throw.
    private(set) var findings: [AuditFinding] = []

    /// An empty state; its rows stand in memory when there is no row log.
    init(origin: String, index shape: AuditIndexShape = AuditIndexShape(), in rows: (any RowLog)? = nil) {
        logs = AuditLog.allCases.map { AuditRecords($0, base: origin, index: shape, in: rows) }
    }

    subscript(_ log: AuditLog) -> AuditRecords { logs[Int(log.number)] }

    func compartment(at place: AuditPlace) throws -> (commit: CommitSequence, compartment: AuditCompartment)? {
        try self[place.log].compartment(at: place)
    }

    func entries(_ query: AuditQuery) throws -> [AuditEntry] {
        let selection = AuditSelection(query, vocabulary)
        let found = try logs.flatMap { try $0.entries(query, selection) }
        let ordered = found.sorted { ($0.commit, $0.entry.place) < ($1.commit, $1.entry.place) }
        return ordered.prefix(max(0, query.limit)).map(\.entry)
    }

    /// Takes up an index of a log that was made anew.
    mutating func adopt(_ index: AuditIndex, of log: AuditLog) throws { try logs[Int(log.number)].adopt(index) }

    /// Every compartment about these persons that is there, in order.
    func places(about identities: [AuditIdentity], in log: AuditLog? = nil, from index: UInt64 = 0) throws -> [AuditPlace] {
        try identities.flatMap { identity in
            let references = references(to: identity)
            let entries = try entries(AuditQuery(log: log, from: index, limit: .max, persons: [references]))
            return entries.flatMap { entry in
                entry.compartments.filter {
                    $0.box != nil && references.contains(AuditReference($0.reference, month: $0.month))
                }.map { AuditPlace(entry.log, entry.index, compartment: $0.position) }
            }
        }
    }

    /// Every reference by which the logs may have entries about a person.
    private func references(to identity: AuditIdentity) -> Set<AuditReference> {
        logs.reduce(into: []) { $0.formUnion($1.scheme.references(to: identity.key, in: $1.months)) }
    }

    /// Of an empty log: the entries below the index were removed.
    mutating func removed(below first: UInt64, of log: AuditLog) { logs[Int(log.number)].removed(below: first) }

    /// Takes in the next entry of a log as it was kept elsewhere.
    mutating func restore(_ hash: MerkleHash, _ leaf: [UInt8]?, _ parts: AuditParts?, to log: AuditLog) throws {
        try logs[Int(log.number)].restore(hash, leaf, parts)
    }

    /// Removes the next entries that a recorded prune covers; false when there are none.
    mutating func removeNextPruned(_ log: AuditLog) throws -> Bool { try logs[Int(log.number)].removeNextPruned() }

    /// - Parameter hash: of the change's leaf, made before anybody waits for the state.
    mutating func apply(_ change: AuditChange, _ hash: MerkleHash, at commit: CommitSequence) throws -> AuditReceipt {
        let receipt = try logs[Int(change.log.number)].append(change, hash, at: commit)
        for registration in change.registrations {
            if !vocabulary.admits(registration) {
                findings.append(
                    AuditFinding(
                        .vocabulary, at: receipt.place, "\(registration.term) got number \(registration.code), which is taken"))
            }
            vocabulary.register(registration)
        }
        if let prune = change.prune { logs[Int(change.log.number)].prune(to: prune.minimumIndex) }
        if change.removesPruned { logs[Int(change.log.number)].releasePruned() }
        for place in change.erases ?? [] { try logs[Int(place.log.number)].erase(place, by: receipt.place) }
        return receipt
    }
}

extension AuditState: AuditFacts {
    func names() throws -> AuditVocabulary { vocabulary }
}

extension AuditState: VisitableState {
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        for place in logs.indices { try logs[place].visit(&visitor) }
        try visitor.visit(small: &vocabulary)
        try visitor.visit(small: &findings)
    }
}
