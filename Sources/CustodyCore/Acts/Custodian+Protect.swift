public import CustodyAudit
import CustodyConsent
public import CustodyModel

/// Acts that protect the person. They need no policy permit, no notice and no named actor, and they fail toward the person:
/// from the call on the processing is denied in this process, also when nothing can be written.
extension Custodian {
    /// Withdraws consent (GDPR Art. 7(3): as easily as it was given).
    ///
    /// - Throws: ``CustodianError`` with `protectedButNotRecorded` when it holds in this process only: call again.
    @discardableResult
    public func withdrawConsent(of subject: SubjectID, for purpose: Purpose) async throws -> AuditReceipt? {
        try requireCovered(purpose)
        return try await protect(subject, .consentWithdrawn, purpose, .withdrawn, .consentWithdrawn)
    }

    /// Records an objection (GDPR Art. 21); against direct marketing it is absolute.
    ///
    /// - Throws: ``CustodianError`` with `protectedButNotRecorded` when it holds in this process only: call again.
    @discardableResult
    public func object(on behalf: SubjectID, to purpose: Purpose) async throws -> AuditReceipt? {
        try requireCovered(purpose)
        return try await protect(behalf, .objected, purpose, .objected, .objection)
    }

    /// Restricts processing (GDPR Art. 18).
    ///
    /// - Throws: ``CustodianError`` with `protectedButNotRecorded` when it holds in this process only: call again.
    @discardableResult
    public func restrictProcessing(of subject: SubjectID) async throws -> AuditReceipt? {
        try await protect(subject, .restricted, nil, .restricted, .restriction)
    }

    /// A person may name a whole branch, such as `marketing`; a name that covers no declared purpose is a misspelling that
    /// would protect nobody.
    private func requireCovered(_ purpose: Purpose) throws {
        guard !governance.purposes.contains(where: { $0.purpose.isWithin(purpose) }) else { return }
        _ = try declaration(of: purpose)
    }

    private func protect(
        _ subject: SubjectID, _ will: Protections.Will, _ purpose: Purpose?, _ kind: ConsentEvent.Kind, _ action: AuditAction
    ) async throws -> AuditReceipt? {
        let entry = Protections.Entry(subject: index(of: subject), will: will, purpose: purpose)
        let call = protections.begin(entry)
        do {
            let receipt = try await retrying {
                let now = self.clock.now()
                var unit = UnitOfWork()
                let (token, person) = try await self.established(subject, in: &unit)
                try self.backends.consent.stage(
                    .append(ConsentEvent(kind, by: token, for: purpose, recordedAt: now), notice: nil), in: &unit)
                let staged = try self.backends.audit.stage(
                    AuditEvent(class: .consent, action: action, time: now, purpose: purpose, subjects: [person([:])]), in: &unit
                )
                return try await self.commit(unit)[staged]
            }
            protections.end(call)
            return receipt
        } catch let error as CustodianError where error.code == .erased {
            // Nothing is held and nothing is processed: there is nothing left to protect.
            protections.end(call)
            throw error
        } catch {
            protections.keep(call)
            throw CustodianError(
                .protectedButNotRecorded,
                "the processing is denied from now on in this process, but the act could not be written; call again",
                reasons: ["\(error)"])
        }
    }
}
