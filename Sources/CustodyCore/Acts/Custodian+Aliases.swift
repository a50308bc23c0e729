import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Lets another identifier stand for a person whose data is held: a second customer number, an earlier address.
    ///
    /// From then on whoever asks by either is answered about the one person; holds bind both, and an erasure ends both and remembers each.
    /// One that stands for the person already stays as it is, and the log says that this was read.
    /// - Throws: ``CustodianError`` with `denied`, `erased` when either was erased, `unknownSubject`, `alreadyHeld` when the identifier
    ///   stands for another person whose data is held, `invalidInput` for a kind by which no person is found and for a token in the place of
    ///   the identifier, `notRecorded`.
    public func link(_ alias: SubjectID, to subject: SubjectID, reason: String, by principal: Principal) async throws {
        guard reason.isSaid else {
            throw CustodianError(.invalidInput, "say why the identifiers are of one person")
        }
        try await retrying {
            var unit = UnitOfWork()
            let leave = try await self.leave(.linkSubjects, by: principal, as: .linkSubjects)
            let role = try await self.role(by: leave, in: &unit)
            let token = try await self.known(subject, for: .linkSubjects, by: principal)
            let identifier = try self.named(alias)
            guard identifier.field != .token else {
                throw CustodianError(
                    .invalidInput, "a token is no identifier that could stand for a person too; merge the two if they are one")
            }
            switch try await self.resolve(identifier) {
            case .known(let other) where other == token:
                // Nothing is done, but whose the identifier is, is told.
                _ = try await self.recordReading(
                    .access, .read, ReadingPermit(reader: principal, leave: leave), about: token, ["form": .text("identifier")])
                return
            case .known:
                throw try await self.refusal(
                    CustodianError(
                        .alreadyHeld,
                        "the identifier stands for another person whose data is held; merge the two if they are one"),
                    .linkSubjects, principal: principal)
            case .erased: throw try await self.refusal(.erased, .linkSubjects, principal: principal)
            case .unknown: break
            }
            let version = try await self.backends.data.subjectVersion(token)
            self.backends.data.stage(.require(SubjectPrecondition(token, at: version)), in: &unit)
            let key = try await self.backends.keys.key(KeyID(token.handle, .log), provider: self.backends.provider)
            try self.bind(identifier, to: token.handle, key, in: &unit)
            try await self.record(.linkSubjects, token, reason, by: principal, role, in: &unit)
            _ = try await self.commit(unit)
        }
    }

    /// Undoes what turned out to be wrong: takes a person apart from those they were merged with, with all of their identifiers; or, when
    /// they were merged with nobody, takes an identifier away from them, which stands for nobody then.
    ///
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `invalidInput` for the person's only identifier, and for a token
    ///   of somebody who was merged with nobody, `notRecorded`.
    public func split(_ alias: SubjectID, reason: String, by principal: Principal) async throws {
        guard reason.isSaid else {
            throw CustodianError(.invalidInput, "say why the identifier is not this person's")
        }
        let leave = try await self.leave(.linkSubjects, by: principal, as: .splitSubject)
        try await retrying {
            let token = try await self.known(alias, for: .splitSubject, by: principal)
            if try await self.separate(token, reason: reason, by: principal, leave) { return }
            let identifier = try self.named(alias)
            guard identifier.field != .token else {
                throw CustodianError(
                    .invalidInput, "the person was merged with nobody; name the identifier that is to be taken away, no token")
            }
            guard try await self.backends.data.indexes(boundTo: token.handle).count > 1 else {
                throw CustodianError(
                    .invalidInput,
                    "it is the person's only identifier: nobody would find the data any more; erase the person instead")
            }
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            let version = try await self.backends.data.subjectVersion(token)
            self.backends.data.stage(.require(SubjectPrecondition(token, at: version)), in: &unit)
            try self.unbind(identifier, in: &unit)
            try await self.record(.splitSubject, token, reason, by: principal, role, in: &unit)
            _ = try await self.commit(unit)
        }
    }

    /// How many identifiers stand for a person. That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.linkSubjects`, `erased`, `unknownSubject`,
    ///   `notRecorded`.
    public func identifierCount(of subject: SubjectID, by reader: Principal?) async throws -> Int {
        let token = try await known(subject, toRead: "count of identifiers", by: reader, needing: .linkSubjects)
        return try await facing { try await backends.data.indexes(boundTo: token.handle).count }
    }

    private func record(
        _ action: AuditAction, _ token: SubjectToken, _ reason: String, by principal: Principal, _ role: RoleID?,
        in unit: inout UnitOfWork
    ) async throws {
        let actor = try await actor(principal, in: &unit)
        _ = try backends.audit.stage(
            AuditEvent(
                class: .change, action: action, decision: .permit, time: clock.now(), role: role, actor: actor,
                subjects: try await subjects(token, ["reason": .text(reason)])), in: &unit)
    }
}
