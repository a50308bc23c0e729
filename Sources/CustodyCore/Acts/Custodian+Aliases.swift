import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Lets another identifier stand for a person whose data is held: a second customer number, an earlier address.
    ///
    /// From then on whoever asks by either is answered about the one person; holds bind both, and an erasure ends both and remembers each.
    /// - Throws: ``CustodianError`` with `denied`, `erased` when either was erased, `unknownSubject`, `alreadyHeld` when the identifier
    ///   stands for another person whose data is held, `invalidInput` for a kind by which no person is found, `notRecorded`.
    public func link(_ alias: SubjectID, to subject: SubjectID, reason: String, by principal: Principal) async throws {
        guard reason.isSaid else {
            throw CustodianError(.invalidInput, "say why the identifiers are of one person")
        }
        let role = try await decide(.linkSubjects, by: principal, as: .linkSubjects, at: clock.now()).role
        try await retrying {
            let token = try await self.known(subject)
            let identifier = try self.named(alias)
            switch try await self.resolve(identifier) {
            case .known(let other) where other == token: return
            case .known:
                throw CustodianError(
                    .alreadyHeld,
                    "the identifier stands for another person whose data is held; merge the two if they are one"
                )
            case .erased: throw CustodianError.erased
            case .unknown: break
            }
            var unit = UnitOfWork()
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
    /// - Throws: ``CustodianError`` with `denied`, `erased`, `unknownSubject`, `invalidInput` for the person's only identifier,
    ///   `notRecorded`.
    public func split(_ alias: SubjectID, reason: String, by principal: Principal) async throws {
        guard reason.isSaid else {
            throw CustodianError(.invalidInput, "say why the identifier is not this person's")
        }
        let role = try await decide(.linkSubjects, by: principal, as: .splitSubject, at: clock.now()).role
        try await retrying {
            let token = try await self.known(alias)
            if try await self.separate(token, reason: reason, by: principal, role) { return }
            guard try await self.backends.data.indexes(boundTo: token.handle).count > 1 else {
                throw CustodianError(
                    .invalidInput,
                    "it is the person's only identifier: nobody would find the data any more; erase the person instead")
            }
            var unit = UnitOfWork()
            let version = try await self.backends.data.subjectVersion(token)
            self.backends.data.stage(.require(SubjectPrecondition(token, at: version)), in: &unit)
            try self.unbind(self.named(alias), in: &unit)
            try await self.record(.splitSubject, token, reason, by: principal, role, in: &unit)
            _ = try await self.commit(unit)
        }
    }

    /// How many identifiers stand for a person.
    ///
    /// - Throws: ``CustodianError`` with `erased`, `unknownSubject`.
    public func identifierCount(of subject: SubjectID) async throws -> Int {
        let token = try await known(subject)
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
