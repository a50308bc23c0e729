import CustodyAccess
import CustodyAudit
public import CustodyModel

extension Custodian {
    /// What a person gets who asks who looked at their data (GDPR Art. 15). That it was drawn up is recorded first, and is the
    /// last line.
    ///
    /// - Parameters:
    ///   - reader: who draws it up; nil when the operator of the store does, which the log says.
    ///   - disclosure: the decision to name those who acted; nil names nobody. It needs the permission `Action.revealActors`
    ///     and is recorded with its reason.
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `invalidInput` for a decision without a reason.
    public func subjectAccessLog(
        of subject: SubjectID, by reader: Principal?, naming disclosure: ActorDisclosure? = nil
    ) async throws -> SubjectAccessLog {
        let filter = LogFilter(subject: subject)
        let permit = try await permitReading(by: reader)
        let people = try await people(of: filter, for: permit)
        try await record(disclosure, about: people.subject)
        let now = clock.now()
        let receipt = try await recordReading(
            .export, .readLog, permit, about: people.subject,
            ["form": .text("subject access log"), "actors": .bool(disclosure != nil)])
        let query = try await query(filter, about: people)
        return try await facing {
            let names: ActorNames? = if disclosure != nil { try await ActorNames(self) } else { nil }
            let vocabulary = try await self.backends.audit.vocabulary()
            var accesses: [SubjectAccessLog.Access] = []
            for try await entry in AuditEntries(of: self.backends.audit, matching: query) {
                let line = try LogLine(entry, vocabulary)
                accesses.append(
                    SubjectAccessLog.Access(
                        time: line.time, action: line.action, decision: line.decision, purpose: line.purpose,
                        categories: line.categories, role: line.role, actor: try names?.name(in: entry)))
            }
            return SubjectAccessLog(drawnUpAt: now, accesses: accesses, receipt: receipt)
        }
    }

    /// Records the decision to name those who acted, and refuses it unless it has a reason and is permitted.
    func record(_ disclosure: ActorDisclosure?, about subject: SubjectToken?) async throws {
        guard let disclosure else { return }
        guard disclosure.reason.isSaid else {
            throw CustodianError(.invalidInput, "say why those who acted have to be named, and how that was weighed")
        }
        _ = try await recordReading(
            .export, .revealActors, by: disclosure.decidedBy, about: subject, needing: .revealActors,
            ["reason": .text(disclosure.reason)])
    }

    /// Every principal that a policy or a change beside it ever named.
    func everyPrincipal() async throws -> Set<PrincipalID> {
        try await facing {
            try await backends.policies.history().reduce(
                into: accessLedger.principals.union(accessReview.principals)
            ) { principals, stored in
                principals.formUnion(AccessReview(of: try opened(stored).policy).principals)
            }
        }
    }
}
