import CustodyAccess
import CustodyData
import CustodyModel

extension Custodian {
    /// Carries a plan out for everybody who was merged with the person, each in a commit of its own. What was done before a failure is done,
    /// and the same plan and approval go on from there: the person's own part comes last, and its certificate takes up theirs.
    func executeMerged(
        _ plan: ErasurePlan, by principal: Principal, _ leave: Leave, _ evidence: [String: CBOR]
    ) async throws {
        let parts = plan.merged ?? []
        let left = try await facing { try await requireNobodyElse(than: plan) }
        guard !parts.isEmpty else { return }
        // Before anybody is erased: the person's own part comes last, and would find out too late.
        try await facing { try await requireCurrent(plan) }
        for part in parts {
            let digest = try part.digest()
            if try await facing({ try await self.backends.data.record(KeptErasure.id(digest)) }) != nil { continue }
            guard left.contains(part.subject) else { throw CustodianError.planChanged }
            _ = try await carryOut(
                part, by: principal, leave, evidence.merging(["approved": .bytes(try plan.digest().array)]) { $1 }
            ) { _ in try await self.requireNobodyElse(than: plan) }
        }
    }

    /// Throws when somebody was merged with the person since the plan was made: they are not in it, and nobody approved that they are
    /// erased.
    ///
    /// - Returns: who of the others still stands for somebody.
    @discardableResult
    func requireNobodyElse(than plan: ErasurePlan) async throws -> Set<SubjectToken> {
        let left = Set(try await tokens(of: plan.subject).dropFirst())
        guard left.isSubset(of: (plan.merged ?? []).map(\.subject)) else { throw CustodianError.planChanged }
        return left
    }

    /// What forgets who was merged with whom, once nothing is left of any of them but what this commit takes of one. As long as the log still
    /// says something about somebody who was erased, a hold on any of them has to bind that too.
    func removals(ofMergesWith subject: SubjectToken) async throws -> [RecordWrite] {
        let others = try await merged(subject).others
        guard !others.isEmpty, try await !keepsLogPart(ofAnyOf: others), try await tokens(of: subject) == [subject] else {
            return []
        }
        var writes: [RecordWrite] = []
        for token in [subject] + others {
            guard let record = try await backends.data.record(MergedPeople.id(token)) else { continue }
            writes.append(.remove(record.id, subject: record.subject, expecting: record.version))
        }
        return writes
    }
}
