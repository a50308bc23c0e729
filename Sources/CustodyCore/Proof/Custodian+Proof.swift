import Crypto
public import CustodyAudit
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// The key by which others check the log's checkpoints, as they have to configure it, and the newest checkpoint.
    public func status(of log: AuditLog) async throws -> AuditStatus {
        try await facing {
            guard let status = try await self.backends.audit.status()[log] else {
                throw CustodianError(.integrity, "the store has no such log")
            }
            return status
        }
    }

    /// Signs a log as it stands.
    ///
    /// - Returns: the newest checkpoint; nil when the log is empty.
    public func checkpoint(_ log: AuditLog) async throws -> SignedCheckpoint? {
        try await facing {
            _ = try await self.backends.audit.checkpoint(log, at: self.clock.now(), ifDue: false)
            return try await self.backends.audit.status()[log]?.checkpoint
        }
    }

    /// What the holder of a receipt can show to anybody: the leaf, its path and a checkpoint in one text (C2SP tlog-proof).
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` when the log has no such entry.
    public func proof(of place: AuditPlace) async throws -> LogProof {
        _ = try await checkpoint(place.log)
        return try await facing { try await self.backends.audit.receipt(place) }
    }

    /// What leads whoever holds a checkpoint of an earlier size to the newest one; 0 for who holds none.
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` when the log is smaller.
    public func update(_ log: AuditLog, from old: UInt64) async throws -> CheckpointUpdate {
        _ = try await checkpoint(log)
        return try await facing { try await self.backends.audit.update(log, from: old) }
    }

    /// Signs both logs and keeps the checkpoints in an anchor.
    ///
    /// - Returns: the checkpoints with the signatures that the anchor gave; none for an empty log.
    /// - Throws: ``CustodianError`` with `integrity` when a log does not continue what the anchor holds; and whatever the anchor
    ///   throws.
    public func anchor(in anchor: some AnchorSink) async throws -> [AuditLog: SignedNote] {
        var notes: [AuditLog: SignedNote] = [:]
        for log in AuditLog.allCases {
            notes[log] = try await facingLog { try await self.backends.audit.anchor(log, in: anchor, at: self.clock.now()) }
        }
        return notes
    }

    /// Writes a log out as other people's clients of transparency logs read it (C2SP tlog-tiles). That it was handed out is
    /// recorded first, and is the last entry.
    ///
    /// - Parameters:
    ///   - principal: who does it; nil when the operator of the store does, which the log says.
    ///   - write: writes a file with the path, from the published log's own address.
    /// - Returns: the checkpoint.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the principal `Action.exportLog`; and whatever `write`
    ///   throws.
    public func exportTiles(
        of log: AuditLog, by principal: Principal?, write: (_ path: String, _ bytes: [UInt8]) async throws -> Void
    ) async throws -> SignedCheckpoint {
        _ = try await recordReading(
            .export, .readLog, by: principal, about: nil, needing: .exportLog, log: log, ["form": .text("tlog-tiles")])
        _ = try await checkpoint(log)
        return try await facingLog { try await self.backends.audit.exportTiles(of: log, write: write) }
    }

    /// Replaces the key that signs the logs by a new random one. A leaf in each log names both, and the checkpoint that first
    /// covers it is signed by both, so that who trusts the old key is led to the new one: ``keyChanges(of:)``.
    ///
    /// The former key stays in its slot, since receipts of the change are signed with it too.
    /// - Parameter principal: who does it; nil when the operator of the store does, which the log says.
    /// - Returns: the checkpoints that both keys signed.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the principal `Action.rotateKeys`, `invalidInput` when the
    ///   key was replaced as often as can be, `notRecorded`.
    public func replaceLogKey(by principal: Principal?) async throws -> [AuditLog: SignedCheckpoint] {
        try await beginLogKey(by: principal, leave(.rotateKeys, byOperatorOr: principal, as: .rotateKey))
    }

    /// Replaces the key for somebody who may.
    ///
    /// - Parameter leave: by which they may, for as long as it is had; nil where none is needed.
    func beginLogKey(by principal: Principal?, _ leave: Leave?) async throws -> [AuditLog: SignedCheckpoint] {
        try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let made = try await self.backends.keys.live(of: SystemKeys.owner)
            let next = (1...Int(UInt8.max)).lazy.compactMap(SystemKeys.auditSigningID).first { made[$0.keyClass] == nil }
            guard let next else { throw CustodianError(.invalidInput, "the key was replaced as often as can be") }
            let key = try await NewKey.make(next, provider: self.backends.provider, random: self.random)
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            try self.backends.keys.stage(inserting: [key.new], in: &unit)
            _ = try self.backends.audit.stage(
                rotatingTo: try Backends.auditSigner(self.backends.store, key.key), by: actor, as: role, at: self.clock.now(),
                in: &unit)
            return try await self.commit(unit)
        }
        var signed: [AuditLog: SignedCheckpoint] = [:]
        for log in AuditLog.allCases { signed[log] = try await checkpoint(log) }
        return signed
    }

    /// A receipt of each change of a log's key, in order: `TrustedLog.learn(from:)` follows them.
    public func keyChanges(of log: AuditLog) async throws -> [LogProof] {
        try await facing { try await self.backends.audit.rotations(log) }
    }

    /// Checks the audit log, and holds it against checkpoints that were kept outside the store.
    public func verify(against anchored: [AnchoredLog]) async throws -> VerificationReport {
        var report = try await verify()
        report.audit = try await facing {
            try await self.backends.audit.verify(opening: [self.systemIdentity], against: anchored)
        }
        return report
    }

    /// For work that calls the caller back: what the caller's own code throws stays what it is.
    func facingLog<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let error as AuditError { throw CustodianError.facing(error) }
    }
}
