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
    public func lines(_ filter: LogFilter = LogFilter(), by reader: Principal?) async throws -> LogLines {
        try await lines(filter, by: reader, following: false)
    }

    /// As ``lines(_:by:)``, and then the lines of what is recorded from then on, as soon as it is committed. It ends when the custodian
    /// is closed, and with `CancellationError` when the task that waits for a line is cancelled.
    ///
    /// The decision is made and recorded once, when it begins: end it when the reader's permission ends.
    /// - Throws: as ``lines(_:by:)``; `invalidInput` for a filter that names somebody, since what the log calls a person changes every
    ///   month.
    public func follow(_ filter: LogFilter = LogFilter(), by reader: Principal?) async throws -> LogLines {
        guard filter.subject == nil, filter.principal == nil else {
            throw CustodianError(
                .invalidInput, "what a log calls a person changes every month; follow it without naming anybody")
        }
        return try await lines(filter, by: reader, following: true)
    }

    private func lines(_ filter: LogFilter, by reader: Principal?, following isFollowing: Bool) async throws -> LogLines {
        let permit = try await permitReading(by: reader)
        let people = try await people(of: filter, for: permit)
        let receipt = try await recordReading(
            .access, .readLog, permit, about: people.subject,
            [
                "filter": .map(filter.recorded), "principal": people.principal.map { .bytes($0.bytes) } ?? .null,
                "following": .bool(isFollowing),
            ])
        let query = try await query(filter, about: people)
        return try await facing {
            LogLines(
                AuditEntries(of: self.backends.audit, matching: query, following: isFollowing), of: self.backends.audit,
                try await self.backends.audit.vocabulary(), receipt: receipt)
        }
    }

    /// As ``lines(_:by:)``, all at once.
    ///
    /// - Throws: as ``lines(_:by:)``; `integrity` for an entry that cannot be read.
    public func log(_ filter: LogFilter = LogFilter(), by reader: Principal?) async throws -> [LogLine] {
        var lines: [LogLine] = []
        for try await line in try await self.lines(filter, by: reader) { lines.append(line) }
        return lines
    }

    /// Every recorded event about a person, oldest first.
    ///
    /// - Throws: as ``log(_:by:)``.
    public func log(of subject: SubjectID, by reader: Principal?) async throws -> [LogLine] {
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

    /// Whom the filter of a permitted reading names. That somebody is not known, or was erased, is told on record.
    func people(of filter: LogFilter, for permit: ReadingPermit) async throws -> QueriedPeople {
        do { return try await people(of: filter) } catch let error as CustodianError
            where [.erased, .unknownSubject].contains(error.code)
        {
            throw try await refusal(error, .readLog, principal: permit.reader)
        }
    }

    private func people(of filter: LogFilter) async throws -> QueriedPeople {
        var people = QueriedPeople()
        if let subject = filter.subject { people.subject = try await known(subject) }
        if let principal = filter.principal {
            people.principal = try await identity(of: principal)?.handle
            guard people.principal != nil || accessReview.principals.contains(principal) else {
                throw CustodianError(
                    .invalidInput, "no principal of this name is in the policy or ever acted; look at its spelling")
            }
        }
        try await require(registered: filter.purposes ?? [])
        return people
    }

    /// The query that a filter comes to. It finds what stands in the months that the logs have: ask for it once the reading is on
    /// record, which may be the first entry of its month.
    func query(_ filter: LogFilter, about people: QueriedPeople) async throws -> AuditQuery {
        var query = AuditQuery(
            log: filter.log, since: filter.since, time: filter.time, actions: filter.actions, purposes: filter.purposes,
            decisions: filter.decisions)
        if let subject = people.subject {
            query.persons.append(
                try await facing {
                    var references: Set<AuditReference> = []
                    for token in try await self.tokens(of: subject) {
                        let key = try await backends.keys.key(KeyID(token.handle, .log), provider: backends.provider)
                        let identity = AuditIdentity(token.handle, key: key, as: .subject)
                        references.formUnion(try await backends.audit.references(to: identity))
                    }
                    return references
                })
        }
        if let principal = filter.principal {
            let identity = try await identity(of: principal)
            // Who never acted is in no entry.
            query.persons.append(
                try await facing {
                    if let identity { try await backends.audit.references(to: identity) } else { [] }
                })
        }
        return query
    }

    /// The query that a filter comes to, with whom it names.
    func query(_ filter: LogFilter) async throws -> (query: AuditQuery, people: QueriedPeople) {
        let people = try await people(of: filter)
        return (try await query(filter, about: people), people)
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

    /// That the log, or what else is kept, may be read or handed out.
    struct ReadingPermit {
        /// Who reads; nil when the operator of the store does.
        var reader: Principal?
        /// By which it is read, for as long as it is had; nil where none is needed.
        var leave: Leave?

        var decision: AuditDecision { reader == nil ? .none : .permit }
    }

    /// Decides whether the log may be read or handed out, before anything is looked up for it.
    func permitReading(
        by reader: Principal?, as action: AuditAction = .readLog, needing permission: Action = .readLog
    ) async throws -> ReadingPermit {
        if let reader {
            return ReadingPermit(reader: reader, leave: try await leave(permission, by: reader, as: action))
        }
        guard [.exportLog, .exportPerson].contains(permission) else { return ReadingPermit() }
        return ReadingPermit(
            leave: try await leave {
                try await self.requireExports(as: action)
                return Leave.Given()
            })
    }

    /// Refuses the operator of the store, too, to hand anything out while an incident holds that back.
    private func requireExports(as action: AuditAction) async throws {
        try await takeInAuthority()
        guard containment.withLock({ $0.stopsExports }) else { return }
        throw try await refusal(
            CustodianError(.denied, "exports are held back while an incident is contained; release that first"), action,
            principal: nil)
    }

    /// The token of a person about whom something is to be read, once that is permitted and on record, which is before anything is read.
    /// Who may not learns nothing about whether the person is known.
    ///
    /// - Parameter what: what is read, as the log names it.
    func known(
        _ subject: SubjectID, toRead what: String, by reader: Principal?, needing permission: Action
    ) async throws -> SubjectToken {
        try await known(subject, toRead: what, permitReading(by: reader, as: .read, needing: permission))
    }

    /// The same, once it is permitted.
    ///
    /// - Parameter said: what the log says of it besides.
    func known(
        _ subject: SubjectID, toRead what: String, _ permit: ReadingPermit, _ said: [String: CBOR] = [:]
    ) async throws -> SubjectToken {
        let token = try await known(subject, for: .read, by: permit.reader)
        let payload = said.merging(["form": .text(what)]) { $1 }
        _ = try await recordReading(.access, .read, permit, about: token, payload)
        return token
    }

    /// Decides whether the log may be read or handed out, and records it, before it is.
    func recordReading(
        _ auditClass: AuditClass, _ action: AuditAction, by reader: Principal?, about subject: SubjectToken?,
        needing permission: Action = .readLog, log: AuditLog? = nil, _ payload: [String: CBOR]
    ) async throws -> AuditReceipt? {
        let permit = try await permitReading(by: reader, as: action, needing: permission)
        return try await recordReading(auditClass, action, permit, about: subject, log: log, payload)
    }

    /// Records that the log is read or handed out, before it is, if that is permitted still.
    func recordReading(
        _ auditClass: AuditClass, _ action: AuditAction, _ permit: ReadingPermit, about subject: SubjectToken?,
        log: AuditLog? = nil, _ payload: [String: CBOR]
    ) async throws -> AuditReceipt? {
        try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: permit.leave, in: &unit)
            let actor: AuditPerson? = if let reader = permit.reader { try await self.actor(reader, in: &unit) } else { nil }
            let subjects: [AuditPerson] = if let subject { try await self.subjects(subject) } else { [] }
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: auditClass, action: action, decision: permit.decision, time: self.clock.now(), role: role,
                    actor: actor, subjects: subjects, system: self.systemPerson(.map(payload)), log: log), in: &unit)
            return try await self.commit(unit)[staged]
        }
    }
}
