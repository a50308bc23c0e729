import CustodyAccess
import CustodyAudit
import CustodyModel

extension Custodian {
    /// Decides whether what people said about a purpose may be read: whoever may record it may read it, and so may the operator of the store.
    ///
    /// Of a whole that nobody declared, what is said counts for each declared part: all of these must be permitted.
    /// - Parameter purpose: nil for everything that people said, whatever it is about.
    func permitReading(
        ofConsentTo purpose: Purpose?, by reader: Principal?, as action: AuditAction = .read
    ) async throws -> ReadingPermit {
        guard let reader else { return ReadingPermit() }
        guard let purpose else {
            return ReadingPermit(reader: reader, role: try await roleForAllConsent(by: reader, as: action))
        }
        let parts = governance.purposes.map(\.purpose).filter { $0.isWithin(purpose) }
        // What is declared is decided about by its own name, as when it is recorded; what has no part either is refused.
        let asked = parts.isEmpty || parts.contains(purpose) ? [purpose] : parts.sorted()
        let now = clock.now()
        var role: RoleID?
        for one in asked { role = try await decideOnConsent(one, action, by: reader, at: now).role }
        return ReadingPermit(reader: reader, role: role)
    }

    /// In which role somebody may record what people say about every purpose, those of the law included. Throws, on record, unless they may.
    func roleForAllConsent(by principal: Principal, as action: AuditAction) async throws -> RoleID? {
        let now = clock.now()
        let role = try await decide(.recordConsent, by: principal, as: action, at: now).role
        // Without a purpose the policy permits what a rule permits for any.
        for purpose in governance.purposes.map(\.purpose).sorted() {
            _ = try await decideOnConsent(purpose, action, by: principal, at: now)
        }
        return role
    }

    /// Decides whether the principal may record what a person said about a purpose, and so do or read what needs the same.
    func decideOnConsent(
        _ purpose: Purpose, _ action: AuditAction, by principal: Principal, at now: Instant
    ) async throws -> AccessDecision {
        let decision = try await decide(
            .recordConsent, purpose, [], principal, SubjectFacts(consent: .given, objected: false, restricted: false), at: now)
        guard decision.outcome == .permitted else {
            throw try await refusal(
                CustodianError.denied(decision, "'\(Action.recordConsent)' for '\(purpose)'", [], categories), action,
                purpose: purpose, principal: principal)
        }
        return decision
    }
}
