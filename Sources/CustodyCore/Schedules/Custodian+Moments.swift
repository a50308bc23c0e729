import CustodyAccess
public import CustodyAudit
import CustodyData
public import CustodyModel
import Synchronization

extension Custodian {
    /// Says that something happened in a person's life with the house that starts or stops the time of retention schedules. It is kept to
    /// the day, and its day decides, in whichever order moments are entered; what changes nothing is not recorded.
    ///
    /// - Parameters:
    ///   - time: when it happened; nil for now.
    ///   - principal: who says so; the policy must permit `Action.noteMoment`.
    /// - Returns: the record of it; nil when it changes nothing.
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `invalidInput` for a time to come, `notRecorded`.
    @discardableResult
    public func note(
        _ moment: LifeMoment, about subject: SubjectID, at time: Instant? = nil, by principal: Principal
    ) async throws -> AuditReceipt? {
        let now = clock.now()
        guard time ?? now <= now else { throw CustodianError(.invalidInput, "what is still to come cannot be noted") }
        let leave = try await self.leave(.noteMoment, by: principal, as: .noteMoment)
        let token = try await known(subject, for: .noteMoment, by: principal)
        return try await retrying {
            let version = try await self.backends.data.subjectVersion(token)
            let former = try await self.backends.data.record(SubjectMoments.id(token))
            let known = try former.flatMap { try SubjectMoments($0, self.sealer, self.system) }
            guard let moments = (known ?? SubjectMoments(subject: token)).taking(moment, at: time ?? now) else {
                return AuditReceipt?.none
            }
            // Who is erased meanwhile has no moments.
            guard try await !self.backends.data.indexes(boundTo: token.handle).isEmpty else { throw CustodianError.erased }
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let write = try SubjectMoments.kept.write(
                moments, as: SubjectMoments.id(token), for: ["custody.moments"], over: former, self.sealer, self.system, at: now
            )
            self.backends.data.stage(.write([write], requiring: [SubjectPrecondition(token, at: version)]), in: &unit)
            self.noteMomentChange(of: token, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .change, action: .noteMoment, decision: .permit, time: now, role: role, actor: actor,
                    subjects: try await self.subjects(token, ["moment": .text(moment.rawValue)])), in: &unit)
            return try await self.commit(unit)[staged]
        }
    }

    /// Tells one state of what was noted about people from another. A change of somebody else may change it too.
    func momentCount(of subjects: [SubjectToken]) -> Int {
        momentChanges.withLock { counts in subjects.reduce(0) { $0 &+ counts[Self.place(of: $1)] } }
    }

    private func noteMomentChange(of subject: SubjectToken, in unit: inout UnitOfWork) {
        let change = StagedChange(
            store: .audit, writes: [Self.moments(of: subject)], validate: {},
            prepare: { _ in
                PreparedChange(bytes: []) { self.momentChanges.withLock { $0[Self.place(of: subject)] &+= 1 } }
            })
        _ = unit.add(change, to: backends.coordinator, resultType: Void.self)
    }

    /// The unit commits only while nothing more is noted about people than what was looked at.
    func requireMoments(of subjects: [SubjectToken], unchangedSince count: Int, in unit: inout UnitOfWork) {
        let condition = StagedChange(
            store: .audit, reads: Set(subjects.map(Self.moments)),
            validate: { guard self.momentCount(of: subjects) == count else { throw ChangedMeanwhile() } },
            prepare: { _ in PreparedChange(bytes: []) { () } })
        _ = unit.add(condition, to: backends.coordinator, resultType: Void.self)
    }

    private static func moments(of subject: SubjectToken) -> ConflictKey {
        ConflictKey(.audit, Array("moments".utf8) + subject.bytes)
    }

    private static func place(of subject: SubjectToken) -> Int { Int(subject.handle.words.low % 256) }

    /// What happened in a person's life with the house, by all their tokens; nil when nothing is known.
    func moments(of subject: SubjectToken) async throws -> SubjectMoments? {
        var all: SubjectMoments?
        for token in [subject] + (try await merged(subject).others) {
            guard let record = try await backends.data.record(SubjectMoments.id(token)),
                let moments = try SubjectMoments(record, sealer, system)
            else { continue }
            all = all?.merged(with: moments) ?? moments
        }
        return all
    }
}
