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
        let leave = try await self.leave(.backUp, byOperatorOr: principal, as: .backUp)
        try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            if what == "keys" { try await self.noteKeyBackup(at: now, in: &unit) }
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .export, action: .backUp, decision: .permit, time: now, role: role, actor: actor,
                    system: self.systemPerson(.map(["copy": .text(what)]))), in: &unit)
            return try await self.commit(unit)
        }
    }

    /// The unit remembers a copy of the keys that can be used for longer than every one before.
    private func noteKeyBackup(at now: Instant, in unit: inout UnitOfWork) async throws {
        let former = try await backends.data.record(KeyBackupEnd.id)
        let end = governance.keyBackups.end(from: now)
        if let known = try former.flatMap({ try KeyBackupEnd($0, sealer, system) }), known.end >= end { return }
        backends.data.stage(.write([try KeyBackupEnd(end: end).write(over: former, sealer, system, at: now)]), in: &unit)
        // An erasure that is under way must know for how long the copy may be used.
        noteHoldChange(in: &unit)
    }

    /// When the last copy of the keys can be used no more that is made until now, whatever the period was when each was made.
    func keyBackupsEnd(from now: Instant) async throws -> Instant {
        let longest = try await backends.data.record(KeyBackupEnd.id).flatMap { try KeyBackupEnd($0, sealer, system) }
        return max(governance.keyBackups.end(from: now), longest?.end ?? now)
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
