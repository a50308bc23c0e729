import CustodyAudit
public import CustodyConsent
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// A receipt of something that a person decided: consent, refusal, withdrawal or another event about consent, with the proof that
    /// the audit log holds it. Of people who were merged it is the one person's, by whichever identifier they decided. That it was asked for
    /// is recorded first.
    ///
    /// - Parameters:
    ///   - number: which of the person's events, one about the purpose or one above it; nil for the one that decides about the
    ///     purpose now. Of people who were merged each has numbers of their own: first it is looked for among those of whoever is
    ///     asked for.
    ///   - form: in which form.
    ///   - terms: what the host says about itself.
    ///   - reader: who asks for it; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.recordConsent` for the purpose, or for each
    ///   declared part of one that is not declared itself; `unknownPurpose`, `erased`, `unknownSubject`; `invalidInput` when there is no such event, no receipt is about it, or the terms lack something; `unknownRecord`
    ///   when the log's entry was removed; `notRecorded`.
    public func consentReceipt(
        of subject: SubjectID, for purpose: Purpose, number: Int? = nil, as form: ReceiptForm, terms: ReceiptTerms,
        by reader: Principal?
    ) async throws -> ProvenReceipt {
        try requireCovered(purpose)
        let permit = try await permitReading(ofConsentTo: purpose, by: reader)
        let token = try await known(subject, toRead: "consent receipt", permit, ["purpose": .text(purpose.rawValue)])
        let people = try await facing { try await timelines(of: token) }
        // What concerns no purpose concerns the person as a whole, and no receipt is about it.
        let meant = people.entry(number, on: purpose) { $0.event.purpose.map { purpose.isWithin($0) } ?? true }
        guard let entry = meant else {
            throw CustodianError(.invalidInput, "there is no event about consent to '\(purpose)' to give a receipt of")
        }
        let hash = entry.event.notice
        let notice = try await facing {
            if let hash { try await backends.consent.notice(hash) } else { Notice?.none }
        }
        let logged = try await logged(entry)
        let id = ReceiptContent.identity(of: logged.leafHash.array)
        let content: ReceiptContent
        do throws(ConsentError) {
            content = try ReceiptContent(
                entry, notice: notice, terms: terms, id: id, categories: categories(usedFor: entry.event.purpose ?? purpose))
        } catch { throw CustodianError(.invalidInput, error.message, reasons: [error.code.rawValue]) }
        return ProvenReceipt(
            form: form, id: id, document: content.document(form), proof: try await proof(of: logged.place))
    }

    /// The categories of the fields that are held for a purpose.
    private func categories(usedFor purpose: Purpose) -> [DataCategory] {
        let covered = governance.purposes.map(\.purpose).filter { $0.isWithin(purpose) }
        let fields = governance.records.flatMap(\.fields).filter { field in covered.contains(where: field.isHeld) }
        return Set(fields.map(\.category)).sorted()
    }

    /// The receipt of the log's entry that was committed with an event; nil when the entry was removed.
    func receipt(of entry: ConsentEntry) async throws -> AuditReceipt? {
        do {
            let logged = try await logged(entry)
            return AuditReceipt(log: logged.log, index: logged.index, commit: entry.sequence, leafHash: logged.leafHash)
        } catch let error as CustodianError where error.code == .unknownRecord { return nil }
    }

    /// The entry of the log that was committed with an event.
    private func logged(_ entry: ConsentEntry) async throws -> AuditEntry {
        try await facing {
            let token = entry.event.subject
            let key = try await backends.keys.key(KeyID(token.handle, .log), provider: backends.provider)
            let references = try await backends.audit.references(
                to: AuditIdentity(token.handle, key: key, as: .subject))
            let entries = try await backends.audit.entries(
                AuditQuery(commit: entry.sequence, persons: [references]))
            guard let logged = entries.first else {
                throw CustodianError(
                    .unknownRecord, "the log's entry of this event was removed; there is no proof of it any more")
            }
            return logged
        }
    }
}
