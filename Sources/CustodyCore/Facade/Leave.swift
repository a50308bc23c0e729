import CustodyAccess
import CustodyAudit
import CustodyModel

/// That a principal may do something that takes several commits, or much looking up. Each commit is on the condition that nothing of what that
/// rests on has changed; where something has, it is decided anew.
struct Leave: Sendable {
    /// In which role it was given.
    let role: RoleID?
    /// What it rests on.
    fileprivate let access: AccessState
    fileprivate let decide: @Sendable () async throws -> RoleID?
}

extension Custodian {
    /// Asks for leave.
    ///
    /// - Parameter decide: throws, on record, unless it is given, and answers in which role.
    func leave(_ decide: @escaping @Sendable () async throws -> RoleID?) async throws -> Leave {
        // Looked at first: what changes while it is decided is asked about anew.
        let access = accessState
        return Leave(role: try await decide(), access: access, decide: decide)
    }

    /// Asks for leave for an act that touches no person's data by itself.
    func leave(_ action: Action, by principal: Principal, as audited: AuditAction) async throws -> Leave {
        try await leave { try await self.decide(action, by: principal, as: audited, at: self.clock.now()).role }
    }

    /// The role in which the leave is had still. The unit commits only while it is.
    func role(by leave: Leave, in unit: inout UnitOfWork) async throws -> RoleID? {
        // It throws once another process adopted another policy.
        try await takeInAuthority()
        let access = accessState
        require(unchanged: access, in: &unit)
        guard access == leave.access else { return try await leave.decide() }
        return leave.role
    }

    /// Asks the policy about an act that touches no person's data by itself, and refuses unless it permits. The unit commits only while that
    /// is so.
    func decide(
        _ action: Action, by principal: Principal, as audited: AuditAction, at now: Instant, in unit: inout UnitOfWork
    ) async throws -> AccessDecision {
        // Looked at first: who loses what it rests on meanwhile is asked about anew.
        require(unchanged: accessState, in: &unit)
        return try await decide(action, by: principal, as: audited, at: now)
    }
}
