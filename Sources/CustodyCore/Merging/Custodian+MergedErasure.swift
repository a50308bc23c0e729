import CustodyAccess
import CustodyData
import CustodyModel

extension Custodian {
    /// Carries a plan out for everybody who was merged with the person, each in a commit of its own. What was done before a failure is done,
    /// and the same plan and approval go on from there: the person's own part comes last.
    ///
    /// - Returns: the certificates of those who were erased now.
    func executeMerged(
        _ plan: ErasurePlan, by principal: Principal, _ role: RoleID?, _ evidence: [String: CBOR]
    ) async throws -> [ErasureCertificate] {
        let parts = plan.merged ?? []
        let left = try await facing { try await requireNobodyElse(than: plan) }
        guard !parts.isEmpty else { return [] }
        // Before anybody is erased: the person's own part comes last, and would find out too late.
        try await facing { try await requireCurrent(plan) }
        var certificates: [ErasureCertificate] = []
        for part in parts {
            let digest = try part.digest()
            if try await facing({ try await self.backends.data.record(KeptErasure.id(digest)) }) != nil { continue }
            guard left.contains(part.subject) else { throw CustodianError.planChanged }
            certificates.append(
                try await carryOut(
                    part, by: principal, role, evidence.merging(["approved": .bytes(try plan.digest().array)]) { $1 }
                ) { _ in try await self.requireNobodyElse(than: plan) })
        }
        return certificates
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

    /// Forgets who was merged with whom, where nothing is left of any of them. What a crash leaves of it names random tokens that stand for
    /// nobody.
    func forgetMerges(of plan: ErasurePlan) async throws {
        guard let parts = plan.merged, ([plan] + parts).allSatisfy(\.isComplete) else { return }
        try await retrying {
            var writes: [RecordWrite] = []
            for part in [plan] + parts {
                guard let record = try await self.backends.data.record(MergedPeople.id(part.subject)) else { continue }
                writes.append(.remove(record.id, subject: record.subject, expecting: record.version))
            }
            guard !writes.isEmpty else { return }
            var unit = UnitOfWork()
            self.backends.data.stage(.write(writes), in: &unit)
            _ = try await self.commit(unit)
        }
    }
}
