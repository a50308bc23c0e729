import CustodyAccess
import CustodyConsent
import CustodyData
public import CustodyModel

extension Custodian {
    /// What follows when a person has withdrawn consent to a purpose: processing stops; what is held on that consent alone is to be
    /// erased, with ``planErasure(of:ground:log:by:)`` and the ground `consentWithdrawn`; what another purpose or a retention period
    /// keeps is used for that alone. Of people who were merged it is told for all of them.
    ///
    /// It is read from what is held now and alters nothing of it; that it was read is recorded first. Whoever withdrew need not wait for it.
    ///
    /// - Parameter reader: who reads; whoever may take a consent may read what ends with it. Nil when the operator of the store does, which
    ///   the log says: so a host asks in the same act with a withdrawal, which names nobody and needs nobody's leave either.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.recordConsent` for the purpose, or for each
    ///   declared part of one that is not declared itself; `unknownPurpose`, `erased`, `unknownSubject`, `notRecorded`.
    public func obligations(
        afterWithdrawalBy subject: SubjectID, from purpose: Purpose, by reader: Principal?
    ) async throws -> [DownstreamObligation] {
        try requireCovered(purpose)
        let permit = try await permitReading(ofConsentTo: purpose, by: reader)
        let token = try await known(subject, toRead: "obligations", permit, ["purpose": .text(purpose.rawValue)])
        let now = clock.now()
        let (records, standing) = try await facing {
            let merge = try await self.merged(token)
            var records: [StoredRecord] = []
            for one in [token] + merge.others { records += try await self.backends.data.records(of: one, name: nil) }
            return (records, try await self.standing(of: token, merge))
        }
        var obligations = [
            DownstreamObligation(
                work: .stop, purpose: purpose, record: nil, fields: [],
                reason: "no processing for the purpose may rely on consent any more, here or where the data was handed on to")
        ]
        for record in records.sorted(by: { ($0.name, $0.id.handle) < ($1.name, $1.id.handle) }) {
            guard let schema = governance.schema(of: record) else { continue }
            var (erased, restricted): ([FieldName], [FieldName]) = ([], [])
            for (name, stored) in record.fields.sorted(by: { $0.key < $1.key }) {
                guard let field = schema[name] else { continue }
                let used = governance.purposes.map(\.purpose).filter(field.isHeld)
                guard used.contains(where: { $0.isWithin(purpose) }) else { continue }
                let isKept =
                    stored.expiresAt.map { $0 > now } ?? false
                    || record.purposes.filter(field.isHeld).contains { other in
                        guard let declaration = governance.declaration(of: other) else { return false }
                        // As a decision asks: for the category of the value, and explicit where the law wants that.
                        return !declaration.needsConsent
                            || facts(standing, [], for: other, about: [field.category], at: now).consent == .given
                    }
                if isKept { restricted.append(name) } else { erased.append(name) }
            }
            if !erased.isEmpty {
                obligations.append(
                    DownstreamObligation(
                        work: .erase, purpose: purpose, record: record.name, fields: erased,
                        reason: "it was held on this consent and on nothing else (GDPR Art. 17(1)(b))"))
            }
            if !restricted.isEmpty {
                obligations.append(
                    DownstreamObligation(
                        work: .restrict, purpose: purpose, record: record.name, fields: restricted,
                        reason: "another purpose or a retention period keeps it, and it is used for that alone"))
            }
        }
        return obligations
    }
}
