import CustodyAccess
public import CustodyAudit
public import CustodyModel

extension Custodian {
    /// Accepts that the store was put back to an older state of itself, and goes on from there: each log that lost entries says
    /// how far it reached then, who accepted it and why.
    ///
    /// What was lost stays lost: held against the checkpoints of before, verification goes on to name it (`restored`), now with
    /// the entry that explains it. An anchor takes nothing that does not continue what it holds; begin a new one, and keep the old one.
    ///
    /// - Parameters:
    ///   - held: what was anchored before. It must show that a log is an older state of itself, and nothing worse.
    ///   - principal: who accepts it; nil when the operator of the store does, which the log says.
    ///   - reason: why; it is sealed.
    /// - Returns: the entries that say so, of each log that lost something.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the principal `Action.repairLog`, `invalidInput` when nothing was
    ///   put back or no reason is given, `integrity` when verification finds anything else, `notRecorded`.
    public func acceptRestoration(
        against held: [AnchoredLog], by principal: Principal?, reason: String
    ) async throws -> [AuditReceipt] {
        guard reason.isSaid else {
            throw CustodianError(.invalidInput, "say why the store was put back")
        }
        let leave = try await self.leave(.repairLog, byOperatorOr: principal, as: .restoreStore)
        let report = try await verify(against: held).audit
        let logs = report.findings.filter { $0.code == .olderState }.map(\.place.log)
        guard report.findings.count == logs.count else {
            throw CustodianError(
                .integrity, "the store is not only older than what was anchored; nothing was accepted",
                reasons: report.findings.filter { $0.code != .olderState }.map(\.description))
        }
        guard !logs.isEmpty else {
            throw CustodianError(.invalidInput, "the store is not older than what was anchored; there is nothing to accept")
        }
        return try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            var staged: [Staged<AuditReceipt>] = []
            for log in logs {
                let size = report.logs[log]?.size ?? 0
                let anchored = held.filter { $0.log == log }.compactMap { $0.checkpoints.last?.checkpoint.size }.max() ?? 0
                staged.append(
                    try self.backends.audit.stage(
                        AuditEvent(
                            class: .gap, action: .restoreStore, decision: principal == nil ? .none : .permit,
                            time: self.clock.now(), role: role, actor: actor,
                            system: self.systemPerson(.map(["reason": .text(reason), "anchored": .unsigned(anchored)])),
                            control: .restoration(AuditRestoration(size: size)), log: log), in: &unit))
            }
            let commit = try await self.commit(unit)
            return staged.compactMap { commit[$0] }
        }
    }
}
