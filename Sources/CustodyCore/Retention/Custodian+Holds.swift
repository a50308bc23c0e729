import CustodyIncidents
import CustodyModel
import Synchronization

extension Custodian {
    private static let holds = ConflictKey(.audit, Array("holds".utf8))

    /// From when on the log is evidence: an open incident holds what was recorded since it happened, or since it was noticed when
    /// that is not known. Nil when none is open.
    func evidenceHeldSince() async throws -> Instant? {
        var since: Instant?
        var after: IncidentID?
        repeat {
            let page = try await backends.incidents.incidents(openOnly: true, after: after, limit: 100)
            for incident in page.incidents {
                let began = [incident.occurred?.earliest, incident.detected?.earliest, incident.openedAt].compactMap(\.self)
                    .min()
                since = [since, began].compactMap(\.self).min()
            }
            after = page.next
        } while after != nil
        return since
    }

    /// Tells one state of what is held from another.
    var holdCount: Int { holdChanges.withLock { $0 } }

    /// The unit changes what is held as evidence.
    func noteHoldChange(in unit: inout UnitOfWork) {
        let change = StagedChange(
            store: .audit, writes: [Self.holds], validate: {},
            prepare: { _ in PreparedChange(bytes: []) { self.holdChanges.withLock { $0 += 1 } } })
        _ = unit.add(change, to: backends.coordinator, resultType: Void.self)
    }

    /// The unit commits only while what is held is what was looked at.
    func requireHolds(unchangedSince count: Int, in unit: inout UnitOfWork) {
        let condition = StagedChange(
            store: .audit, reads: [Self.holds],
            validate: { guard self.holdCount == count else { throw ChangedMeanwhile() } },
            prepare: { _ in PreparedChange(bytes: []) { () } })
        _ = unit.add(condition, to: backends.coordinator, resultType: Void.self)
    }
}
