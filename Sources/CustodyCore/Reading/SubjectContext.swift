import CustodyAccess
import CustodyConsent
import CustodyData
import CustodyModel
import Synchronization

/// Everything that a decision about one person needs, gathered at once, with what it takes to notice that it changed.
struct SubjectContext: Sendable {
    var token: SubjectToken
    /// The name of the identifier that was asked by.
    var name: BlindIndex
    var records: [StoredRecord]
    var dataVersion: CommitSequence
    /// The person's will, that of those who were merged with them included.
    var standing: SubjectStanding
    /// The will of those who were merged with them.
    var others: [SubjectStanding]
    /// How often people had been merged and taken apart.
    var merges: Int
    /// What the person forbade in this process and the ledger does not have yet.
    var protections: Set<Protections.Entry>
    /// How often what incidents hold back had changed.
    var containments: Int
}

extension Custodian {
    /// Gathers what a decision about the person needs.
    func context(of subject: SubjectID, token: SubjectToken, records name: RecordName? = nil) async throws -> SubjectContext {
        try await context(of: identifier(of: subject), token: token, records: name)
    }

    /// Gathers what a decision about the person needs who was asked for by the identifier.
    func context(of identifier: Identifier, token: SubjectToken, records name: RecordName?) async throws -> SubjectContext {
        // The versions are read first: what changes while the rest is read then fails the commit, not the caller.
        let asked = identifier.name
        let protections = protections.entries(of: asked)
        let containments = containment.withLock { $0.changes }
        let merges = mergeCount
        let version = try await backends.data.subjectVersion(token)
        let merge = try await merged(token)
        let own = try await backends.consent.standing(of: token)
        let others = try await standings(of: merge.others)
        let standing = own.merged(with: others, since: merge.since ?? .zero)
        let records = try await backends.data.records(of: token, name: name)
        return SubjectContext(
            token: token, name: asked, records: records, dataVersion: version, standing: standing, others: others,
            merges: merges, protections: protections, containments: containments)
    }

    /// Makes the commit fail when what the decision rests on has changed by then.
    func require(unchanged context: SubjectContext, in unit: inout UnitOfWork) throws {
        backends.data.stage(.require(SubjectPrecondition(context.token, at: context.dataVersion)), in: &unit)
        try backends.consent.stage(.require(context.token, head: context.standing.head), in: &unit)
        for other in context.others { try backends.consent.stage(.require(other.subject, head: other.head), in: &unit) }
        requireMerges(unchangedSince: context.merges, in: &unit)
        try backends.consent.stage(.requireNotices(head: context.standing.notices), in: &unit)
        require(unchanged: context.protections, of: context.name, in: &unit)
        require({ self.containment.withLock { $0.changes } == context.containments }, in: &unit)
    }

    /// Makes the commit fail when the person forbade something since `seen` was read: the decision did not know of it.
    func require(unchanged seen: Set<Protections.Entry>, of name: BlindIndex, in unit: inout UnitOfWork) {
        require({ [protections] in protections.entries(of: name) == seen }, in: &unit)
    }

    /// What the person wants and the law grants, as the policy asks about it. Consent that covers none of the categories, or that
    /// ran out or is stale, is as if nobody had asked.
    func facts(
        _ standing: SubjectStanding?, _ protections: Set<Protections.Entry>, for purpose: Purpose,
        about categories: [DataCategory], at now: Instant
    ) -> SubjectFacts {
        let will = protections.will(about: purpose)
        let status = (standing?.status(for: purpose) ?? .notAsked).asOf(now)
        let mustBeExplicit = governance.declaration(of: purpose)?.specialCondition == .explicitConsent
        let isCovered = categories.isEmpty || categories.contains { status.covers($0) }
        let consent: SubjectFacts.ConsentFact =
            switch status.state {
            // Where the law wants a statement of its own (GDPR Art. 9(2)(a)), another yes does not answer the question.
            case .given: mustBeExplicit && !status.explicit || !isCovered ? .notAsked : .given
            case .refused: .refused
            case .withdrawn, .revoked, .optedOut: .withdrawn
            case .notAsked, .requested, .expired, .invalidated, .stale: .notAsked
            }
        return SubjectFacts(
            consent: will.contains(.consentWithdrawn) ? .withdrawn : consent,
            objected: will.contains(.objected) || standing?.hasObjection(to: purpose) == true,
            restricted: will.contains(.restricted) || standing?.restricted == true)
    }
}
