import CustodyAccess
import CustodyAudit
import CustodyModel

/// That a principal may do something that takes several commits, or much looking up. Each commit is on the condition that nothing of what that
/// rests on has changed; where something has, it is decided anew.
struct Leave: Sendable {
    /// What was decided.
    struct Given: Sendable {
        /// In which role.
        var role: RoleID?
        /// From when on it holds no longer; nil while nothing changes.
        var end: Instant?

        /// What rests on all of these, in the role of the last.
        init(_ decisions: AccessDecision...) { self.init(decisions) }

        /// What rests on all of these, in the role of the last.
        init(_ decisions: [AccessDecision]) {
            role = decisions.last?.role
            end = decisions.compactMap(\.validUntil).min()
        }
    }

    /// What it rests on.
    fileprivate let access: AccessState
    fileprivate let given: Given
    fileprivate let decide: @Sendable () async throws -> Given

    /// In which role it was given.
    var role: RoleID? { given.role }
}

extension Custodian {
    /// Asks for leave.
    ///
    /// - Parameter decide: throws, on record, unless it is given.
    func leave(_ decide: @escaping @Sendable () async throws -> Leave.Given) async throws -> Leave {
        // Looked at first: what changes while it is decided is asked about anew.
        let access = accessState
        return Leave(access: access, given: try await decide(), decide: decide)
    }

    /// Asks for leave for an act that touches no person's data by itself.
    func leave(_ action: Action, by principal: Principal, as audited: AuditAction) async throws -> Leave {
        try await leave { Leave.Given(try await self.decide(action, by: principal, as: audited, at: self.clock.now())) }
    }

    /// The same for what the operator of the store does without anybody's leave: nil when nobody else does it.
    func leave(_ action: Action, byOperatorOr principal: Principal?, as audited: AuditAction) async throws -> Leave? {
        guard let principal else { return nil }
        return try await leave(action, by: principal, as: audited)
    }

    /// The role in which the leave is had still. The unit commits only while it is.
    ///
    /// - Parameter leave: nil for what needs none.
    func role(by leave: Leave?, in unit: inout UnitOfWork) async throws -> RoleID? {
        guard let leave else { return nil }
        // It throws once another process adopted another policy.
        try await takeInAuthority()
        let access = accessState
        require(unchanged: access, in: &unit)
        let now = clock.now()
        let isOver = leave.given.end.map { now >= $0 } ?? false
        let given = access == leave.access && !isOver ? leave.given : try await leave.decide()
        require(before: given.end, in: &unit)
        return given.role
    }

    /// Throws, on record, unless the leave is had still: before something that is no part of a commit.
    ///
    /// - Parameter leave: nil for what needs none.
    func requireStill(_ leave: Leave?) async throws {
        guard let leave else { return }
        try await retrying {
            var unit = UnitOfWork()
            _ = try await self.role(by: leave, in: &unit)
            _ = try await self.commit(unit)
        }
    }

    /// Asks the policy about an act that touches no person's data by itself, and refuses unless it permits. The unit commits only while that
    /// is so.
    func decide(
        _ action: Action, by principal: Principal, as audited: AuditAction, at now: Instant, in unit: inout UnitOfWork
    ) async throws -> AccessDecision {
        // Looked at first: who loses what it rests on meanwhile is asked about anew.
        require(unchanged: accessState, in: &unit)
        let decision = try await decide(action, by: principal, as: audited, at: now)
        require(before: decision.validUntil, in: &unit)
        return decision
    }

    /// Makes the commit fail from an instant on, when a decision is over; never for nil.
    func require(before end: Instant?, in unit: inout UnitOfWork) {
        guard let end else { return }
        require({ self.clock.now() < end }, in: &unit)
    }
}
