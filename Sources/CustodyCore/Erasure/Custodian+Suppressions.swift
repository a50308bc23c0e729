import CustodyAccess
import CustodyAudit
import CustodyData
public import CustodyModel
import Synchronization

extension Custodian {
    /// Forgets that identifiers were erased of which that was to be remembered until a date that has passed. Until it is called they are kept,
    /// but count no more.
    ///
    /// - Returns: how many there were.
    /// - Throws: ``CustodianError`` with `denied`, `notRecorded`.
    @discardableResult
    public func liftSuppressions(by principal: Principal) async throws -> Int {
        let leave = try await self.leave(.executeErasure, by: principal, as: .liftSuppression)
        var lifted = 0
        var cursor: UInt64?
        repeat {
            let page = try await facing { try await backends.data.suppressions(after: cursor, limit: Self.identifierCount) }
            let now = clock.now()
            let over = page.suppressions.filter { entry in entry.until.map { $0 <= now } ?? false }
            if !over.isEmpty { try await lift(over, by: principal, leave) }
            lifted += over.count
            cursor = page.next
        } while cursor != nil
        return lifted
    }

    private func lift(_ over: [Suppression], by principal: Principal, _ leave: Leave) async throws {
        try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            // One that was erased again meanwhile is remembered for longer.
            var indexes: [BlindIndex] = []
            for entry in over where try await self.backends.data.suppression(for: entry.index) == entry {
                indexes.append(entry.index)
            }
            self.backends.data.stage(.lift(indexes), in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .erasure, action: .liftSuppression, decision: .permit, time: self.clock.now(),
                    recordCount: indexes.count, role: role, actor: actor,
                    system: self.systemPerson(.map(["lifted": .unsigned(UInt64(indexes.count))]))), in: &unit)
            _ = try await self.commit(unit)
        }
    }

    /// Forgets that an identifier was erased: a new relationship begins with whoever it stands for now.
    func lift(_ identifier: Identifier, in unit: inout UnitOfWork) throws {
        let remembered = try index.withLock { $0 }.suppressions(of: identifier, system)
        backends.data.stage(.lift(remembered), in: &unit)
    }
}
