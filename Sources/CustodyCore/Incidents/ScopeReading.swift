import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel

/// Adds up what entries of the log touched, and finds out whom.
struct ScopeReading {
    private let custodian: Custodian
    private var touched: [LogReference: Touch] = [:]
    private var scope = IncidentScope(
        people: [], unresolved: 0, accesses: 0, categories: [:], purposes: [:], refused: 0, wholeLog: 0, isComplete: true,
        receipt: nil)

    init(_ custodian: Custodian) { self.custodian = custodian }

    /// The two logs refer to the same person by different references.
    private struct LogReference: Hashable {
        var log: AuditLog
        var reference: AuditReference
    }

    private struct Touch {
        var accesses = 0
        var categories: Set<DataCategory> = []
        var purposes: Set<Purpose> = []
        var first: Instant
        var last: Instant

        mutating func add(_ other: Touch) {
            accesses += other.accesses
            categories.formUnion(other.categories)
            purposes.formUnion(other.purposes)
            first = min(first, other.first)
            last = max(last, other.last)
        }
    }

    /// - Parameter held: whose part of the log is kept as the incident's evidence, also when no other data of theirs is.
    mutating func read(_ query: AuditQuery, holding held: [SubjectToken]) async throws -> IncidentScope {
        let vocabulary = try await custodian.backends.audit.vocabulary()
        for try await entry in AuditEntries(of: custodian.backends.audit, matching: query) { try add(entry, vocabulary) }
        try await resolve(held, vocabulary)
        return scope
    }

    private mutating func add(_ entry: AuditEntry, _ vocabulary: AuditVocabulary) throws {
        let leaf = try entry.leaf()
        let subjects = entry.compartments.filter { $0.keyClass == .subject }
        guard leaf.decision != .deny else {
            scope.refused += 1
            return
        }
        guard !subjects.isEmpty else {
            if leaf.action == .readLog, leaf.auditClass != .incident { scope.wholeLog += 1 }
            return
        }
        let categories = vocabulary.categories(of: leaf)
        let purpose = vocabulary.purpose(of: leaf)
        scope.accesses += 1
        for category in Set(categories) { scope.categories[category, default: 0] += 1 }
        if let purpose { scope.purposes[purpose, default: 0] += 1 }
        for subject in subjects {
            let place = LogReference(log: entry.log, reference: AuditReference(subject.reference, month: subject.month))
            let touch = Touch(
                accesses: 1, categories: Set(categories), purposes: purpose.map { [$0] } ?? [], first: leaf.time,
                last: leaf.time)
            if touched[place]?.add(touch) == nil { touched[place] = touch }
        }
    }

    /// A reference leads to nobody without the person's key, so that everybody is asked whose data is held.
    private mutating func resolve(_ held: [SubjectToken], _ vocabulary: AuditVocabulary) async throws {
        let status = try await custodian.backends.audit.status()
        var seen = Set(held)
        for subject in seen { try await name(subject, status) }
        for purpose in Set(vocabulary.names(.purpose).values).sorted() {
            var after: PageCursor?
            repeat {
                guard !touched.isEmpty else { break }
                let page = try await custodian.backends.data.records(
                    RecordQuery(.heldFor(Purpose(rawValue: purpose)), after: after, limit: 512))
                for record in page.records where seen.insert(record.subject).inserted {
                    try await name(record.subject, status)
                }
                after = page.next
            } while after != nil
        }
        scope.people.sort { $0.subject.handle < $1.subject.handle }
        scope.unresolved = touched.count
    }

    private mutating func name(_ subject: SubjectToken, _ status: [AuditLog: AuditStatus]) async throws {
        let backends = custodian.backends
        let identity: AuditIdentity
        do {
            let key = try await backends.keys.key(KeyID(subject.handle, .log), provider: backends.provider)
            identity = AuditIdentity(subject.handle, key: key, as: .subject)
        } catch let error as KeyError where error.code == .erased { return }
        var sum: Touch?
        for (log, status) in status {
            for reference in status.references(to: identity.key) {
                guard let touch = touched.removeValue(forKey: LogReference(log: log, reference: reference)) else { continue }
                if sum?.add(touch) == nil { sum = touch }
            }
        }
        guard let sum else { return }
        scope.people.append(
            IncidentScope.Person(
                subject: subject, accesses: sum.accesses, categories: sum.categories, purposes: sum.purposes, first: sum.first,
                last: sum.last))
    }
}
