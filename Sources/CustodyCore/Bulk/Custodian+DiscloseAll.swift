import CustodyAccess
import CustodyAudit
public import CustodyData
public import CustodyModel
import Synchronization

extension Custodian {
    /// Discloses the same view of everybody of whom a question finds a record of the view's kind, as a stream of batches.
    ///
    /// The policy is asked with the number of records, so that a limit, and a second person's approval of more, count before the first
    /// is opened. Then each person is decided about by themselves, a batch at a time: entries of the log that name everybody of
    /// the batch are durable before it is handed out. A record stands in exactly one batch when it is there all the while
    /// and the question goes on finding it where it did.
    ///
    /// ```swift
    /// for try await batch in try await custodian.discloseAll(InvoiceView.self, for: .payment, to: clerk) {
    ///     for part in batch.parts { … }
    /// }
    /// ```
    /// - Parameters:
    ///   - filter: which records; nil for those that were collected for the purpose or one above it.
    /// - Throws: ``CustodianError`` with `denied` when the policy permits nothing for so many, whatever the people say;
    ///   `unknownPurpose`, `unknownRecord`, `unlearnableView`, `unknownField`.
    public func discloseAll<View: PersonalView>(
        _ view: View.Type = View.self, where filter: RecordQuery.Filter? = nil, for purpose: Purpose, to principal: Principal,
        options: BulkOptions = BulkOptions()
    ) async throws -> DisclosureStream<View> {
        let form = try form(of: View.Record.schema)
        let fields = try FieldProbe.fields(of: view, in: form.schema)
        let declaration = try declaration(of: purpose)
        let filter = filter ?? .heldFor(purpose)
        let found = try await facing { try await self.backends.data.count(of: filter) }
        let question = BulkQuestion(
            form: form, fields: fields, filter: filter, purpose: purpose, declaration: declaration, principal: principal,
            recordCount: min(found, options.limit ?? .max), limit: options.limit, batch: options.batch,
            obligations: options.obligations)
        _ = try await decider(question, handed: 0, more: 0, at: clock.now())
        return DisclosureStream(custodian: self, question: question)
    }

    /// What decides about people of a question, who are so many more.
    ///
    /// - Throws: ``CustodianError`` with `denied`, recorded, when nothing is permitted whatever a person says.
    func decider(_ question: BulkQuestion, handed: Int, more: Int, at now: Instant) async throws -> Decider {
        // More may have come since they were counted.
        let recordCount = max(question.recordCount, handed + more)
        let decider = try await facing {
            try await self.takeInAuthority()
            return try await self.decider(
                .read, question.purpose, question.categories, question.principal, at: now, recordCount: recordCount,
                meeting: question.obligations, under: self.containment.withLock { $0 })
        }
        let decision = decider.decide(SubjectFacts(consent: .given))
        guard decision.isPermitted else {
            throw try await refusal(
                CustodianError.denied(decision, question.attempt, [], categories), .read, purpose: question.purpose,
                categories: question.categories, principal: question.principal)
        }
        return decider
    }
}
