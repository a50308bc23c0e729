import CustodyAccess
import CustodyConsent
import CustodyData
import CustodyModel

/// Everything that a decision about one person needs, gathered at once, with what it takes to notice that it changed.
struct SubjectContext: Sendable {
    var token: SubjectToken
    var index: BlindIndex
    var records: [StoredRecord]
    var dataVersion: CommitSequence
    var standing: SubjectStanding
}

extension Custodian {
    /// Gathers what a decision about the person needs.
    func context(of subject: SubjectID, token: SubjectToken, records name: RecordName? = nil) async throws -> SubjectContext {
        // The versions are read first: what changes while the rest is read then fails the commit, not the caller.
        let version = try await backends.data.subjectVersion(token)
        let standing = try await backends.consent.standing(of: token)
        let records = try await backends.data.records(of: token, name: name)
        return SubjectContext(
            token: token, index: index(of: subject), records: records, dataVersion: version, standing: standing)
    }

    /// Makes the commit fail when what the decision rests on has changed by then.
    func require(unchanged context: SubjectContext, for purpose: Purpose?, in unit: inout UnitOfWork) throws {
        backends.data.stage(.require(SubjectPrecondition(context.token, at: context.dataVersion)), in: &unit)
        try backends.consent.stage(.require(context.token, head: context.standing.head), in: &unit)
        let (protections, seen) = (protections, protections.will(of: context.index, purpose))
        require({ protections.will(of: context.index, purpose) == seen }, in: &unit)
    }

    /// What the person wants and the law grants, as the policy asks about it.
    func facts(_ context: SubjectContext?, for purpose: Purpose, index: BlindIndex) -> SubjectFacts {
        let will = protections.will(of: index, purpose)
        let consent: SubjectFacts.ConsentFact =
            switch context?.standing.status(for: purpose).state {
            case .given: .given
            case .refused: .refused
            case .withdrawn: .withdrawn
            case .notAsked, nil: .notAsked
            }
        return SubjectFacts(
            consent: will.contains(.consentWithdrawn) ? .withdrawn : consent,
            objected: will.contains(.objected) || context?.standing.hasObjection(to: purpose) == true,
            restricted: will.contains(.restricted) || context?.standing.restricted == true)
    }
}
