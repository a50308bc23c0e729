public import CustodyAccess
import CustodyAudit
public import CustodyModel

extension Custodian {
    /// What became of one person's part of a disclosure of many.
    public struct DisclosureOfMany<View: Sendable>: Sendable {
        /// About whom.
        public var subject: SubjectID
        /// What was disclosed, or why nothing was.
        public var result: Result<Disclosure<View>, CustodianError>
    }

    /// Discloses the same view of several people, each decided, recorded and answered by itself, in the order given.
    ///
    /// The policy is asked with the number of records, so that a limit, and a second person's approval of more, count before the
    /// first is opened. People asked about one after the other in calls of their own are one record each.
    /// - Throws: ``CustodianError`` with `denied` when the policy permits nothing for so many, whatever the people say; `unknownRecord`,
    ///   `unknownPurpose`, `unlearnableView`, `unknownField`, `invalidInput`, `notRecorded`; what concerns one person only stands in
    ///   that person's result.
    public func disclose<View: PersonalView>(
        _ view: View.Type = View.self, aboutEach subjects: [SubjectID], for purpose: Purpose, to principal: Principal
    ) async throws -> [DisclosureOfMany<View>] {
        try await disclose(view, aboutEach: subjects, for: purpose, to: principal, meeting: [])
    }

    /// The same for a caller who does what rules of the policy ask for in return.
    ///
    /// - Parameter obligations: as for ``disclose(_:about:record:for:to:meeting:)``, of each of the people.
    /// - Throws: as ``disclose(_:aboutEach:for:to:)``.
    public func disclose<View: PersonalView>(
        _ view: View.Type = View.self, aboutEach subjects: [SubjectID], for purpose: Purpose, to principal: Principal,
        meeting obligations: Obligations
    ) async throws -> [DisclosureOfMany<View>] {
        guard !subjects.isEmpty else { return [] }
        let schema = try form(of: View.Record.schema).schema
        let categories = try FieldProbe.fields(of: view, in: schema).compactMap { schema[$0]?.category }
        _ = try declaration(of: purpose)
        // Whatever a person said, somebody who may not have so many gets none.
        let decision = try await decide(
            .read, purpose, categories, principal, SubjectFacts(consent: .given), at: clock.now(), recordCount: subjects.count,
            meeting: obligations)
        guard decision.isPermitted else {
            throw try await refusal(
                CustodianError.denied(
                    decision, "disclosing \(subjects.count) of '\(schema.name)' for '\(purpose)'", [], self.categories),
                .read, purpose: purpose, categories: categories, principal: principal)
        }
        var disclosures: [DisclosureOfMany<View>] = []
        for subject in subjects {
            do {
                let disclosure = try await disclose(
                    view, about: subject, record: nil, for: purpose, to: principal, among: subjects.count,
                    meeting: obligations)
                disclosures.append(DisclosureOfMany(subject: subject, result: .success(disclosure)))
            } catch let error as CustodianError where error.concernsOnePerson {
                disclosures.append(DisclosureOfMany(subject: subject, result: .failure(error)))
            }
        }
        return disclosures
    }
}

extension CustodianError {
    /// Whether the next person's data may be had all the same.
    fileprivate var concernsOnePerson: Bool {
        [.denied, .erased, .unknownSubject, .unknownRecord, .severalRecords, .absentField].contains(code)
    }
}
