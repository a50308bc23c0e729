import CustodyAccess
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
    /// Throws unless everything that a plan was computed from is as it was. It reads no record: every change to the person's data
    /// moves their version, and every word about consent moves its head.
    ///
    /// - Throws: ``CustodianError`` with `planChanged`.
    func requireCurrent(_ plan: ErasurePlan) async throws {
        let subject = plan.subject
        guard plan.policy == policy.version, plan.governance == (try governance.digest()),
            try await backends.data.subjectVersion(subject) == plan.basedOn,
            try await backends.consent.standing(of: subject).head == plan.consents,
            try await legalHolds(on: subject).map(\.id) == plan.holds,
            try await openMatters(about: subject) == plan.matters,
            try await incidents(holding: subject) == plan.logHeldBy
        else { throw CustodianError.planChanged }
        let live = try await backends.keys.live(of: subject.handle)
        let going = live.filter { plan.destroys($0.key) }
        guard going == Dictionary(plan.destroys.map { ($0.keyClass, $0.fingerprint) }, uniquingKeysWith: { $1 }) else {
            throw CustodianError.planChanged
        }
    }
}

extension ErasurePlan {
    /// Whether a live key goes by this plan.
    fileprivate func destroys(_ keyClass: KeyClass) -> Bool {
        if keeps.contains(where: { $0.keyClass == keyClass }) { return false }
        if destroys.contains(where: { $0.keyClass == keyClass && $0.values ?? 0 > 0 }) { return true }
        return destroysBare(keyClass)
    }

    /// Whether a key goes that seals no field: those of the log's payloads and of texts go when nothing else of the person stays.
    func destroysBare(_ keyClass: KeyClass) -> Bool { isComplete && (keyClass != .log || erasesLog) }

    /// What it does to the person's records.
    var erasure: BegunErasure {
        let grounds = keeps.compactMap { kept in kept.ground.map { (kept.keyClass, $0) } }
        return BegunErasure(subject, keeping: Set(keeps.map(\.keyClass)), grounds: Dictionary(grounds) { $1 })
    }
}
