import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyIncidents
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Says whom an incident concerns. Until it is closed, what the log says about them is held as evidence, also when they are
    /// erased meanwhile. As long as nobody has said it, that holds for everybody who is erased.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`, `unknownSubject`, `erased`, `invalidInput` when it is closed or nobody is
    ///   named, `notRecorded`.
    public func holdEvidence(about subjects: [SubjectID], for id: IncidentID, by principal: Principal) async throws {
        guard !subjects.isEmpty else { throw CustodianError(.invalidInput, "name the people whom the incident concerns") }
        let leave = try await self.leave(.handleIncident, by: principal, as: .updateIncident)
        try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            self.requireHolds(unchangedSince: self.holdCount, in: &unit)
            guard try await !self.held(id).investigation.isClosed else {
                throw CustodianError(.invalidInput, "the incident is closed; open it again first")
            }
            let now = self.clock.now()
            var writes: [RecordWrite] = []
            var named: Set<SubjectToken> = []
            for subject in subjects {
                let token = try await self.known(subject, for: .updateIncident, by: principal)
                guard named.insert(token).inserted,
                    try await self.backends.data.record(EvidenceHold.id(id, token)) == nil
                else { continue }
                // Who is erased meanwhile has taken the holds along.
                let version = try await self.backends.data.subjectVersion(token)
                self.backends.data.stage(.require(SubjectPrecondition(token, at: version)), in: &unit)
                let hold = EvidenceHold(incident: id, subject: token, isPresumed: false)
                writes.append(try hold.write(self.sealer, self.system, at: now))
            }
            guard !writes.isEmpty else { return }
            self.backends.data.stage(.write(writes), in: &unit)
            self.noteHoldChange(in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .incident, action: .updateIncident, decision: .permit, time: now, recordCount: writes.count,
                    role: role, actor: actor, system: self.systemPerson(.map(["incident": .bytes(id.bytes)]))),
                in: &unit)
            _ = try await self.commit(unit)
        }
    }

    /// What the log tells about the people whom an incident concerns, since it began; also about those who were erased after they
    /// were named. That the log was read is recorded.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord`.
    public func heldEvidence(of id: IncidentID, by principal: Principal) async throws -> HeldEvidence {
        // Who may not handle incidents does not learn which there are.
        let permit = try await permitReading(by: principal, needing: .handleIncident)
        let incident = try await held(id)
        _ = try await recordReading(.incident, .readLog, permit, about: nil, ["incident": .bytes(id.bytes)])
        return try await facing {
            let holds = try await self.evidenceHolds(of: id)
            var evidence = HeldEvidence(
                people: holds.count, presumed: holds.filter(\.isPresumed).count, unknown: 0, entries: 0, records: 0,
                categories: [], purposes: [])
            let vocabulary = try await self.backends.audit.vocabulary()
            for subject in holds.map(\.subject) {
                let references = try await self.logReferences(to: subject)
                guard !references.isEmpty else {
                    evidence.unknown += 1
                    continue
                }
                for try await entry in AuditEntries(of: self.backends.audit, matching: AuditQuery(persons: [references])) {
                    let line = try LogLine(entry, vocabulary)
                    if line.time >= incident.began { evidence.add(line) }
                }
            }
            return evidence
        }
    }
}

extension HeldEvidence {
    fileprivate mutating func add(_ line: LogLine) {
        entries += 1
        records += UInt64(line.recordCount)
        categories.formUnion(line.categories)
        if let purpose = line.purpose { purposes.insert(purpose) }
        period = min(period?.lowerBound ?? line.time, line.time)...max(period?.upperBound ?? line.time, line.time)
    }
}
