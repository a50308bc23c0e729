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
            let leave = try await self.leave { try await self.decideOnAllConsent(by: reader, as: action) }
            return ReadingPermit(reader: reader, leave: leave)
        }
        let parts = governance.purposes.map(\.purpose).filter { $0.isWithin(purpose) }
        // What is declared is decided about by its own name, as when it is recorded; what has no part either is refused.
        let asked = parts.isEmpty || parts.contains(purpose) ? [purpose] : parts.sorted()
        let leave = try await self.leave { try await self.decideOnConsent(toEach: asked, action, by: reader) }
        return ReadingPermit(reader: reader, leave: leave)
    }

    /// Decides whether somebody may record what people say about every purpose, those of the law included. Throws, on record, unless they may.
    func decideOnAllConsent(by principal: Principal, as action: AuditAction) async throws -> Leave.Given {
        let now = clock.now()
        let whole = try await decide(.recordConsent, by: principal, as: action, at: now)
        // Without a purpose the policy permits what a rule permits for any.
        var decisions: [AccessDecision] = []
        for purpose in governance.purposes.map(\.purpose).sorted() {
            decisions.append(try await decideOnConsent(purpose, action, by: principal, at: now))
        }
        return Leave.Given(decisions + [whole])
    }

    /// Decides whether somebody may record what people say about each of some purposes. Throws, on record, unless they may.
    func decideOnConsent(
        toEach purposes: [Purpose], _ action: AuditAction, by principal: Principal
    ) async throws -> Leave.Given {
        let now = clock.now()
        var decisions: [AccessDecision] = []
        for purpose in purposes { decisions.append(try await decideOnConsent(purpose, action, by: principal, at: now)) }
        return Leave.Given(decisions)
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
