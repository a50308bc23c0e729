import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// The certificate of an erasure that is done, by the plan that was carried out: as it was answered then, and also where the process died
    /// after the intent and the next opening of the store finished the erasure. That it was asked for is recorded.
    ///
    /// The store keeps the certificates of plans, of sweeps that left nothing of a person and of what the end of a hold completed, for as
    /// long as it lives. It has none of erasures that it carried out again because it was put back, or that an earlier version of the
    /// library carried out.
    /// - Parameters:
    ///   - plan: the digest of the plan.
    ///   - principal: who asks; the policy must permit `Action.executeErasure`.
    /// - Throws: ``CustodianError`` with `denied`, `unknownRecord` when there is none, `notRecorded` when the erasure has to be finished by
    ///   opening the store again, `integrity` when a key that was destroyed is given after all.
    public func certificate(ofPlan plan: Bytes, by principal: Principal) async throws -> ErasureCertificate {
        try await recordAsking(["plan": .bytes(plan.array)], by: principal)
        guard let (kept, done) = try await facing({ try await keptCertificate(of: plan) }) else {
            throw CustodianError(
                .unknownRecord, "no certificate of such a plan is kept: it was not carried out here, or by an earlier version")
        }
        return try await certificate(kept, done: done)
    }

    /// The certificates of every erasure that is done of one person, the first first, as ``certificate(ofPlan:by:)``.
    ///
    /// - Parameters:
    ///   - subject: the token of the plan or of another certificate, which is all that still leads to somebody who was erased whole.
    /// - Throws: as ``certificate(ofPlan:by:)``; there may be none.
    public func certificates(of subject: SubjectToken, by principal: Principal) async throws -> [ErasureCertificate] {
        try await recordAsking(["subject": .bytes(subject.bytes)], by: principal)
        var certificates: [ErasureCertificate] = []
        for record in try await facing({ try await records(KeptCertificate.of(subject)) }) {
            guard let kept = try await facing({ try KeptCertificate(record, sealer, system) }) else { continue }
            certificates.append(try await certificate(kept, done: record.receipt))
        }
        return certificates.sorted { $0.statement.intent < $1.statement.intent }
    }

    private func recordAsking(_ what: [String: CBOR], by principal: Principal) async throws {
        _ = try await recordReading(
            .access, .readLog, by: principal, about: nil, needing: .executeErasure,
            what.merging(["form": .text("certificate")]) { $1 })
    }

    /// What is kept of the certificate of a plan, and the commit that last changed it; nil when nothing is.
    func keptCertificate(of plan: Bytes) async throws -> (KeptCertificate, CommitSequence)? {
        guard let record = try await backends.data.record(KeptCertificate.id(plan)) else { return nil }
        return try KeptCertificate(record, sealer, system).map { ($0, record.receipt) }
    }

    /// The certificates of plans, as far as they are carried out.
    func certificates(ofPlans plans: [Bytes]) async throws -> [ErasureCertificate] {
        var certificates: [ErasureCertificate] = []
        for plan in plans {
            guard let (kept, done) = try await facing({ try await keptCertificate(of: plan) }), kept.intent != nil else {
                continue
            }
            certificates.append(try await certificate(kept, done: done))
        }
        return certificates
    }

    /// Certifies an erasure of which the keys are gone: what was destroyed is tried, each time anew.
    ///
    /// - Parameter done: the commit that recorded it.
    func certificate(_ kept: KeptCertificate, done: CommitSequence) async throws -> ErasureCertificate {
        guard let intent = kept.intent else {
            throw CustodianError(
                .notRecorded,
                "the erasure is decided and nothing opens any more, but it is not finished, so that nothing is certified; open the store "
                    + "again, which finishes it")
        }
        var statement = kept.statement
        (statement.intent, statement.done) = (intent, done)
        statement.selfCheck = try await selfCheck(kept.samples, kept.keys)
        if kept.erasesLog {
            let (subject, plan) = (statement.subject, statement.plan)
            statement.log = .erased(try await facing { try await scope(ofErasing: subject, by: plan, in: intent) })
        }
        var certificate = try ErasureCertificate(statement, signedWith: system.certificateSigning)
        if let plans = kept.merged {
            let merged = try await certificates(ofPlans: plans)
            if !merged.isEmpty { certificate.merged = merged }
        }
        return certificate
    }
}
