import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel
import Synchronization

extension Custodian {
    /// Records that a copy is made, before a byte of it is.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `notRecorded`.
    package func recordBackup(of what: String, by principal: Principal?) async throws {
        var role: RoleID?
        if let principal { role = try await decide(.backUp, by: principal, as: .backUp, at: clock.now()).role }
        try await retrying { [role] in
            var unit = UnitOfWork()
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .export, action: .backUp, decision: .permit, time: self.clock.now(), role: role, actor: actor,
                    system: self.systemPerson(.map(["copy": .text(what)]))), in: &unit)
            return try await self.commit(unit)
        }
    }

    /// Records that this store was put back, and marks it when nothing told who was erased since.
    package func recordRestore(
        of commit: CommitSequence, madeAt: Instant, reason: String, isAnchored: Bool
    ) async throws {
        try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .config, action: .restoreStore, time: now,
                    system: self.systemPerson(
                        .map([
                            "commit": .unsigned(commit.rawValue), "madeAt": .integer(madeAt.milliseconds),
                            "reason": .text(reason), "anchored": .bool(isAnchored),
                        ]))), in: &unit)
            if !isAnchored, try await self.backends.data.record(RestoreMark.id) == nil {
                self.backends.data.stage(
                    .write([try RestoreMark(restoredAt: now).write(self.sealer, self.system, at: now)]), in: &unit)
            }
            return try await self.commit(unit)
        }
    }

    /// How many erasures an anchor told when the store was opened that it did not know: it had been put back from a backup.
    public var replayedErasures: Int { replays.withLock { $0 } }

    /// What the store's clock shows, for whoever writes beside it.
    package func now() -> Instant { clock.now() }

    /// The record that says that the store was put back unanchored.
    package static var restoreMark: RecordID { RestoreMark.id }

    /// When the store was put back with nothing to tell who was erased since its backup; nil when it never was.
    public func unanchoredRestore() async throws -> Instant? {
        try await facing { try await backends.data.record(RestoreMark.id)?.collectedAt }
    }
}
