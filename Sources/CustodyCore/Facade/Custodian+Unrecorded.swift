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
    /// - Throws: ``CustodianError`` with `invalidInput` for a gap of nothing or one that ends before it begins; `notRecorded`.
    @discardableResult
    public func recordGap(_ gap: AuditGap, by principal: Principal? = nil) async throws -> AuditReceipt {
        guard gap.dropped > 0, gap.from <= gap.to else {
            throw CustodianError(.invalidInput, "a gap has at least one event, and its end is not before its beginning")
        }
        return try await retrying {
            var unit = UnitOfWork()
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            let staged = try self.backends.audit.stage(self.event(of: gap, by: actor), in: &unit)
            guard let receipt = try await self.commit(unit)[staged] else {
                throw CustodianError(.notRecorded, "the log does not say where the gap stands")
            }
            return receipt
        }
    }

    private func event(of gap: AuditGap, by actor: AuditPerson?) -> AuditEvent {
        AuditEvent(
            class: .gap, action: .loseEvents, time: clock.now(), recordCount: Int(clamping: gap.dropped), actor: actor,
            control: .gap(gap))
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
            _ = try backends.audit.stage(event(of: gap, by: nil), in: &unit)
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
