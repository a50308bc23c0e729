import Crypto
import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel
import Synchronization

extension Custodian {
    /// The lines of the audit log that pass the filter, one after another. They name nobody. That the log was read, and what was
    /// asked for, is recorded before the first line is given.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.readLog`, `erased`,
    ///   `unknownSubject`, `unknownPurpose`, `invalidInput` for a principal that nobody ever heard of.
    public func lines(_ filter: LogFilter = LogFilter(), by reader: Principal? = nil) async throws -> LogLines {
        try await lines(filter, by: reader, following: false)
    }

    /// As ``lines(_:by:)``, and then the lines of what is recorded from then on, as soon as it is committed. It ends when the custodian
    /// is closed, and with `CancellationError` when the task that waits for a line is cancelled.
    ///
    /// The decision is made and recorded once, when it begins: end it when the reader's permission ends.
    /// - Throws: as ``lines(_:by:)``; `invalidInput` for a filter that names somebody, since what the log calls a person changes every
    ///   month.
    public func follow(_ filter: LogFilter = LogFilter(), by reader: Principal? = nil) async throws -> LogLines {
        guard filter.subject == nil, filter.principal == nil else {
            throw CustodianError(
                .invalidInput, "what a log calls a person changes every month; follow it without naming anybody")
        }
        return try await lines(filter, by: reader, following: true)
    }

    private func lines(_ filter: LogFilter, by reader: Principal?, following isFollowing: Bool) async throws -> LogLines {
        let (query, people) = try await self.query(filter)
        let receipt = try await recordReading(
            .access, .readLog, by: reader, about: people.subject,
            [
                "filter": .map(filter.recorded), "principal": people.principal.map { .bytes($0.bytes) } ?? .null,
                "following": .bool(isFollowing),
            ])
        return try await facing {
            LogLines(
                AuditEntries(of: self.backends.audit, matching: query, following: isFollowing), of: self.backends.audit,
                try await self.backends.audit.vocabulary(), receipt: receipt)
        }
    }

    /// As ``lines(_:by:)``, all at once.
    public func log(_ filter: LogFilter = LogFilter(), by reader: Principal? = nil) async throws -> [LogLine] {
        var lines: [LogLine] = []
        for try await line in try await self.lines(filter, by: reader) { lines.append(line) }
        return lines
    }

    /// Every recorded event about a person, oldest first.
    public func log(of subject: SubjectID, by reader: Principal? = nil) async throws -> [LogLine] {
        try await log(LogFilter(subject: subject), by: reader)
    }

    /// Makes anew what the log's entries are found by, from the entries.
    public func rebuildLogIndex() async throws { try await facing { try await backends.audit.rebuildIndex() } }

    // MARK: Asking

    /// Whom a query of the log names.
    struct QueriedPeople {
        var subject: SubjectToken?
        var principal: Handle?
    }

    /// The query that a filter comes to.
    func query(_ filter: LogFilter) async throws -> (query: AuditQuery, people: QueriedPeople) {
        var query = AuditQuery(
            log: filter.log, since: filter.since, time: filter.time, actions: filter.actions, purposes: filter.purposes,
            decisions: filter.decisions)
        var people = QueriedPeople()
        if let subject = filter.subject {
            let token = try await known(subject)
            query.persons.append(
                try await facing {
                    var references: Set<AuditReference> = []
                    for token in try await self.tokens(of: token) {
                        let key = try await backends.keys.key(KeyID(token.handle, .log), provider: backends.provider)
                        let identity = AuditIdentity(token.handle, key: key, as: .subject)
                        references.formUnion(try await backends.audit.references(to: identity))
                    }
                    return references
                })
            people.subject = token
        }
        if let principal = filter.principal {
            let identity = try await identity(of: principal)
            people.principal = identity?.handle
            // Who never acted is in no entry.
            query.persons.append(
                try await facing {
                    if let identity { try await backends.audit.references(to: identity) } else { [] }
                })
            guard identity != nil || accessReview.principals.contains(principal) else {
                throw CustodianError(
                    .invalidInput, "no principal of this name is in the policy or ever acted; look at its spelling")
            }
        }
        try await require(registered: filter.purposes ?? [])
        return (query, people)
    }

    private func require(registered purposes: Set<Purpose>) async throws {
        let known = try await facing { try await backends.audit.vocabulary().names(.purpose) }.values
        for purpose in purposes.sorted() where !known.contains(purpose.rawValue) {
            throw CustodianError(
                .unknownPurpose,
                "no entry can have the purpose '\(purpose)'; the log knows \(known.sorted().joined(separator: ", "))")
        }
    }

    /// What opens a principal's parts of the log; nil when the principal never acted or its key is gone.
    func identity(of principal: PrincipalID) async throws -> AuditIdentity? {
        return try await facing {
            guard let handle = try await handle(of: identifier(of: principal)) else { return nil }
            do {
                let key = try await backends.keys.key(KeyID(handle, .log), provider: backends.provider)
                return AuditIdentity(handle, key: key, as: .actor)
            } catch let error as KeyError where error.code == .erased { return nil }
        }
    }

    // MARK: Recording

    /// Records that the log is read or handed out, before it is.
    func recordReading(
        _ auditClass: AuditClass, _ action: AuditAction, by reader: Principal?, about subject: SubjectToken?,
        needing permission: Action = .readLog, log: AuditLog? = nil, _ payload: [String: CBOR]
    ) async throws -> AuditReceipt? {
        var decision: AuditDecision = .none
        var role: RoleID?
        if reader == nil, [.exportLog, .exportPerson].contains(permission), containment.withLock({ $0.stopsExports }) {
            throw try await refusal(
                CustodianError(.denied, "exports are held back while an incident is contained; release that first"),
                .access, action, principal: nil)
        }
        if let reader {
            role = try await decide(permission, by: reader, as: action, at: clock.now()).role
            decision = .permit
        }
        return try await retrying { [role, decision] in
            var unit = UnitOfWork()
            let actor: AuditPerson? = if let reader { try await self.actor(reader, in: &unit) } else { nil }
            let subjects: [AuditPerson] = if let subject { try await self.subjects(subject) } else { [] }
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: auditClass, action: action, decision: decision, time: self.clock.now(), role: role, actor: actor,
                    subjects: subjects, system: self.systemPerson(.map(payload)), log: log), in: &unit)
            return try await self.commit(unit)[staged]
        }
    }
}
