import CustodyData
import CustodyIncidents
import CustodyModel
import Synchronization

extension Custodian {
    private static let holds = ConflictKey(.audit, Array("holds".utf8))

    /// From when on the log is evidence: an open incident holds what was recorded since it happened, or since it was noticed when
    /// that is not known. Nil when none is open.
    func evidenceHeldSince() async throws -> Instant? { try await incidents(openOnly: true).map(\.began).min() }

    /// The open incidents of which what the log says about a person is evidence: those that concern them or whoever was merged with
    /// them, and those of which nobody has said yet whom they concern.
    func incidents(holding subject: SubjectToken) async throws -> [IncidentID] {
        let open = try await incidents(openOnly: true)
        guard !open.isEmpty else { return [] }
        let tokens = [subject] + (try await merged(subject).others)
        var holding: [IncidentID] = []
        for incident in open where try await holds(incident.id, aboutAnyOf: tokens) { holding.append(incident.id) }
        return holding.sorted { $0.handle < $1.handle }
    }

    /// Whether what the log says about one of these is evidence of an incident.
    private func holds(_ incident: IncidentID, aboutAnyOf subjects: [SubjectToken]) async throws -> Bool {
        for subject in subjects where try await backends.data.record(EvidenceHold.id(incident, subject)) != nil { return true }
        let named = RecordQuery(EvidenceHold.all(of: incident, presumed: false), limit: 1)
        return try await backends.data.records(named).records.isEmpty
    }

    /// Whom an incident concerns, as far as somebody said so, and as far as it is presumed.
    func evidenceHolds(of incident: IncidentID) async throws -> [EvidenceHold] {
        var holds: [EvidenceHold] = []
        for isPresumed in [false, true] {
            holds += try await records(EvidenceHold.all(of: incident, presumed: isPresumed))
                .compactMap { try EvidenceHold($0, sealer, system) }
        }
        return holds
    }

    /// What remembers that incidents may concern a person who is erased, so that their scope can be told afterwards.
    func presumedHolds(on subject: SubjectToken, by incidents: [IncidentID]) async throws -> [RecordWrite] {
        var writes: [RecordWrite] = []
        for incident in incidents where try await backends.data.record(EvidenceHold.id(incident, subject)) == nil {
            let hold = EvidenceHold(incident: incident, subject: subject, isPresumed: true)
            writes.append(try hold.write(sealer, system, at: clock.now()))
        }
        return writes
    }

    /// What forgets that incidents concerned a person.
    func removals(ofHoldsOn subject: SubjectToken) async throws -> [RecordWrite] {
        try await records(EvidenceHold.on(subject)).filter { try EvidenceHold($0, sealer, system)?.subject == subject }
            .map { .remove($0.id, subject: $0.subject, expecting: $0.version) }
    }

    /// Tells one state of what is held from another.
    var holdCount: Int { holdChanges.withLock { $0 } }

    /// The unit changes what is held as evidence.
    func noteHoldChange(in unit: inout UnitOfWork) {
        let change = StagedChange(
            store: .audit, writes: [Self.holds], validate: {},
            prepare: { _ in PreparedChange(bytes: []) { self.holdChanges.withLock { $0 += 1 } } })
        _ = unit.add(change, to: backends.coordinator, resultType: Void.self)
        backends.authority?.stageChange(in: &unit)
    }

    /// The unit commits only while what is held is what was looked at.
    func requireHolds(unchangedSince count: Int, in unit: inout UnitOfWork) {
        let condition = StagedChange(
            store: .audit, reads: [Self.holds],
            validate: { guard self.holdCount == count, try self.isAuthorityTakenIn() else { throw ChangedMeanwhile() } },
            prepare: { _ in PreparedChange(bytes: []) { () } })
        _ = unit.add(condition, to: backends.coordinator, resultType: Void.self)
    }
}

extension Incident {
    /// From when on the log may tell about it.
    var began: Instant { [occurred?.earliest, detected?.earliest].compactMap(\.self).reduce(openedAt, min) }
}
