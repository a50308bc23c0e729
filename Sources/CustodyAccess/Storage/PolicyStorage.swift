public import CustodyModel

/// Keeps the policies that were adopted and the keys of principals. What a backend must do, and no more.
///
/// Rules for an implementation:
/// - A policy's version is the current one's plus one, starting at 1, and the change names the one it replaces. Both are
///   checked against what is durable when the unit commits: of two editors only the first succeeds.
/// - Of two changes in one unit that meet, such as two that adopt the next version, the first stands and the second alters nothing.
/// - Changes of access are numbered without gaps, and stay readable.
/// - Every adopted policy stays readable. A public key belongs to one principal and is never taken away.
public protocol PolicyStorage: Sendable {
    /// Stages a change. Its preconditions are checked when the unit commits, which then throws ``AccessError``.
    func stage(_ change: PolicyChange, in unit: inout UnitOfWork)

    /// The policy in force; nil before the first.
    func current() async throws -> StoredPolicy?

    /// Every policy that was adopted, the oldest first.
    func history() async throws -> [StoredPolicy]

    /// Every change of access that was recorded, the oldest first.
    func changes() async throws -> [StoredAccessChange]

    /// The keys of a principal, the oldest first.
    func keys(of principal: PrincipalToken) async throws -> [PrincipalKey]
}
