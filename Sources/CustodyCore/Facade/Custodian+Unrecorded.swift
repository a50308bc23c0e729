import CustodyAccess
public import CustodyAudit
public import CustodyModel
public import CustodyProof
import Synchronization

extension Custodian {
    /// What could not be recorded since the store was opened and is not told by the log yet; nil when nothing is missing.
    ///
    /// It is recorded with the next thing that the log takes. When the store has to be opened anew for that, give it to
    /// ``recordGap(_:by:)`` of the custodian that comes after.
    public var unrecorded: AuditGap? { missed.withLock { $0 } }

    /// Has the log say that events were not recorded, and how many.
    ///
    /// - Parameter principal: who says so; nil when the operator of the store does.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the principal `Action.repairLog`; `invalidInput` for a gap of
    ///   nothing, one that ends before it begins or after now, and one that begins before the oldest entry of the logs; `notRecorded`.
    @discardableResult
    public func recordGap(_ gap: AuditGap, by principal: Principal?) async throws -> AuditReceipt {
        guard gap.dropped > 0, gap.from <= gap.to else {
            throw CustodianError(.invalidInput, "a gap has at least one event, and its end is not before its beginning")
        }
        guard gap.to <= clock.now() else {
            throw CustodianError(.invalidInput, "the gap ends after now; nothing is missing of what has not happened yet")
        }
        let leave = try await self.leave(.repairLog, byOperatorOr: principal, as: .loseEvents)
        if let oldest = try await oldestEntry(), gap.from < oldest {
            throw CustodianError(
                .invalidInput, "the gap begins before the oldest entry of the log, \(oldest); tell what is missing since then")
        }
        return try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            let staged = try self.backends.audit.stage(self.event(of: gap, by: actor, in: role), in: &unit)
            guard let receipt = try await self.commit(unit)[staged] else {
                throw CustodianError(.notRecorded, "the log does not say where the gap stands")
            }
            return receipt
        }
    }

    /// When the oldest entry was made that either log still has; nil while there is none.
    private func oldestEntry() async throws -> Instant? {
        try await facing {
            var oldest: Instant?
            for log in AuditLog.allCases {
                guard let entry = try await backends.audit.entries(AuditQuery(log: log, limit: 1)).first else { continue }
                let time = try entry.leaf().time
                oldest = min(oldest ?? time, time)
            }
            return oldest
        }
    }

    private func event(of gap: AuditGap, by actor: AuditPerson?, in role: RoleID?) -> AuditEvent {
        AuditEvent(
            class: .gap, action: .loseEvents, decision: actor == nil ? .none : .permit, time: clock.now(),
            recordCount: Int(clamping: gap.dropped), role: role, actor: actor, control: .gap(gap))
    }

    /// Commits, as long as the host wants to wait for the log, and with it tells what the log missed before.
    func recorded(_ unit: UnitOfWork) async throws -> Commit {
        var waited = Duration.zero
        while true {
            do { return try await attempt(unit) } catch let error as CommitError where error.isOutage {
                guard error.code == .notCommitted, let limit = outage.limit, waited < limit else {
                    note(AuditGap(dropped: 1, from: clock.now(), to: clock.now()))
                    throw error
                }
                let step = min(LogOutage.step, limit - waited)
                try await outage.pause(step)
                waited += step
            }
        }
    }

    private func attempt(_ unit: UnitOfWork) async throws -> Commit {
        let gap = missed.withLock { missed in
            defer { missed = nil }
            return missed
        }
        guard let gap else { return try await unit.commit() }
        do {
            var unit = unit
            _ = try backends.audit.stage(event(of: gap, by: nil, in: nil), in: &unit)
            let commit = try await unit.commit()
            // A repetition commits nothing.
            if commit.isDuplicate { note(gap) }
            return commit
        } catch {
            // When the outcome is unknown it may be told twice: too much rather than too little.
            note(gap)
            throw error
        }
    }

    private func note(_ gap: AuditGap) {
        missed.withLock { missed in
            guard let known = missed else { return missed = gap }
            missed = AuditGap(
                dropped: known.dropped + min(gap.dropped, .max - known.dropped), from: min(known.from, gap.from),
                to: max(known.to, gap.to))
        }
    }
}

extension CommitError {
    /// Whether nothing was recorded because nothing could be.
    fileprivate var isOutage: Bool { [.notCommitted, .poisoned].contains(code) }
}
