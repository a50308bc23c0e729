import CustodyAudit
import CustodyModel

/// The names of those who acted, for whoever may learn them: of every principal that a policy or a change of access ever
/// named.
struct ActorNames: Sendable {
    private(set) var identities: [AuditReference: AuditIdentity] = [:]

    init(_ custodian: Custodian) async throws {
        let status = try await custodian.facing { try await custodian.backends.audit.status() }
        for principal in try await custodian.everyPrincipal() {
            guard let identity = try await custodian.identity(of: principal) else { continue }
            for log in status.values {
                for reference in log.references(to: identity.key) { identities[reference] = identity }
            }
        }
    }

    /// Who acted according to an entry; nil when nobody did, or nobody that can be named.
    ///
    /// - Throws: `AuditError` `.tampered` when what the entry says is not what was recorded.
    func name(in entry: AuditEntry) throws -> PrincipalID? {
        guard case .map(let parts)? = try said(by: entry), case .text(let name)? = parts["id"] else { return nil }
        return PrincipalID(rawValue: name)
    }

    /// What an entry says about who acted; nil when nobody did, or nobody that can be named.
    ///
    /// - Throws: `AuditError` `.tampered` when what the entry says is not what was recorded.
    func said(by entry: AuditEntry) throws -> CBOR? {
        let actor = entry.compartments.first { $0.keyClass == .actor }
        guard let actor, let identity = identities[AuditReference(actor.reference, month: actor.month)] else { return nil }
        do { return try entry.open(as: identity) } catch {
            guard error.code != .erased else { return nil }
            throw error
        }
    }
}
