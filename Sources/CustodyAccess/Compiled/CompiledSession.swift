public import CustodyModel

/// A principal's view of a ``CompiledPolicy``. It keeps the tables alive and stays with them when a new policy is adopted.
///
/// It fixes who is asking, which roles are used and what is true now. From ``validUntil`` on it denies everything.
public struct CompiledSession: AccessSession {
    let snapshot: AccessSnapshot
    let state: SessionState
    let principal: PrincipalID

    /// From when on it denies: the earliest end of a grant, a training, a time window, a ticket or the facts; nil when
    /// nothing that it rests on ends.
    public var validUntil: Instant? { state.validUntil }

    /// The roles in use, inherited ones included.
    public var roles: [RoleID] {
        var seen: Set<RoleID> = []
        return state.held.map { snapshot.roles[Int($0.role)] }.filter { seen.insert($0).inserted }
    }

    /// Decides by look-ups.
    public func decide(_ request: AccessRequest) -> AccessDecision {
        snapshot.decide(
            request.action, for: request.purpose, request.categories, request.subject, at: request.at, request.record,
            request.recordCount, request.supports, by: state)
    }

    /// Decides about one category by its name.
    ///
    /// - Throws: ``AccessError`` for a category that has no place: leaving it out would ask for less than was meant.
    public func decide(
        _ action: Action, on category: DataCategory, for purpose: Purpose?, subject: SubjectFacts, at: Instant,
        record: RecordFacts = .unknown, recordCount: Int = 1, supports: Obligations = []
    ) throws(AccessError) -> AccessDecision {
        var wanted = CategoryMask.none
        wanted.insert(try snapshot.categories.requirePlace(of: category))
        return snapshot.decide(action, for: purpose, wanted, subject, at: at, record, recordCount, supports, by: state)
    }

    /// Decides without looking up names; nothing is allocated.
    public func decide(
        _ question: AccessQuestion, categories: CategoryMask, subject: SubjectFacts, at: Instant,
        record: RecordFacts = .unknown, recordCount: Int = 1, supports: Obligations = []
    ) -> AccessDecision {
        if question.stamp == snapshot.stamp, !question.needsPurpose, !state.refuses(at: at),
            let answer = snapshot.plainAnswer(to: categories, question.action, question.purpose, subject, state)
        {
            return snapshot.decision(answer, to: categories, state)
        }
        return decideInFull(question, categories, subject, at, record, recordCount, supports)
    }

    @inline(never)
    private func decideInFull(
        _ question: AccessQuestion, _ categories: CategoryMask, _ subject: SubjectFacts, _ at: Instant, _ record: RecordFacts,
        _ recordCount: Int, _ supports: Obligations
    ) -> AccessDecision {
        func deny(_ reason: AccessReason) -> AccessDecision {
            AccessDecision(
                denying: categories, because: AccessReasons(reason), policyVersion: snapshot.version,
                validUntil: state.validUntil)
        }
        if state.refuses(at: at) { return snapshot.refusal(of: categories, at: at, state) }
        guard question.stamp == snapshot.stamp else { return deny(.sessionStale) }
        if question.needsPurpose, !categories.isEmpty { return deny(.purposeNotNamed) }
        return snapshot.fullAnswer(
            AccessSnapshot.Query(
                action: question.action, purpose: question.purpose, categories: categories, subject: subject, at: at,
                record: record, recordCount: recordCount, supports: supports), state)
    }
}
