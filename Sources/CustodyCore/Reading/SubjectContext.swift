import CustodyAccess
import CustodyConsent
import CustodyData
import CustodyModel
import Synchronization

/// Everything that a decision about one person needs, gathered at once, with what it takes to notice that it changed.
struct SubjectContext: Sendable {
    var token: SubjectToken
    var records: [StoredRecord]
    var dataVersion: CommitSequence
    /// The person's will, that of those who were merged with them included.
    var standing: SubjectStanding
    /// The will of those who were merged with them.
    var others: [SubjectStanding]
    /// How often people had been merged and taken apart.
    var merges: Int
    /// What the person forbade in this process, by whichever identifier, and the ledger does not have yet.
    var protections: Set<Protections.Entry>
    /// What anybody had forbidden by then. Whose anything newer is, is looked up when it is decided anew.
    var forbidden: Set<Protections.Entry>
    /// What decided who may do what.
    var access: AccessState
}

/// Beside the policy, what decides who may do what: tells one state of it from another.
struct AccessState: Equatable, Sendable {
    /// How often what incidents hold back had changed.
    var containments: Int
    /// How many changes to who may do what there had been.
    var changes: UInt64
}

extension Custodian {
    /// Gathers what a decision about the person needs.
    func context(of subject: SubjectID, token: SubjectToken, records name: RecordName? = nil) async throws -> SubjectContext {
        try await context(of: named(subject), token: token, records: name)
    }

    /// Gathers what a decision about the person needs who was asked for by the identifier.
    func context(of identifier: Identifier, token: SubjectToken, records name: RecordName?) async throws -> SubjectContext {
        // The versions are read first: what changes while the rest is read then fails the commit, not the caller.
        let forbidden = protections.all
        let access = accessState
        let merges = mergeCount
        let version = try await backends.data.subjectVersion(token)
        let merge = try await merged(token)
        let own = try await backends.consent.standing(of: token)
        let others = try await standings(of: merge.others)
        let standing = own.merged(with: others, since: merge.since ?? .zero)
        let records = try await backends.data.records(of: token, name: name)
        let wills = try await entries(of: [token] + merge.others, askedBy: identifier, among: forbidden)
        return SubjectContext(
            token: token, records: records, dataVersion: version, standing: standing, others: others, merges: merges,
            protections: wills, forbidden: forbidden, access: access)
    }

    /// Of what was forbidden and is not on record yet, what the person who has these tokens forbade, by whichever identifier.
    private func entries(
        of tokens: [SubjectToken], askedBy identifier: Identifier, among forbidden: Set<Protections.Entry>
    ) async throws -> Set<Protections.Entry> {
        guard !forbidden.isEmpty else { return [] }
        // The names of the person's own identifiers are kept. To look up whom all the others stand for could take long: some kinds
        // are hashed slowly.
        var names: Set<BlindIndex> = [identifier.name]
        var isWhole = true
        for token in tokens {
            names.insert(Identifier(token).name)
            let bound = try await backends.data.identifiers(boundTo: token.handle)
            let known = try await named(bound)
            names.formUnion(known.map { $0.identifier.name })
            if known.count < bound.count { isWhole = false }
        }
        var own = forbidden.filter { names.contains($0.subject) }
        // Whose a name is that is kept no more, only the index tells.
        if !isWhole {
            for entry in forbidden.subtracting(own) {
                guard let handle = try await handle(of: Identifier(name: entry.subject, field: entry.field)) else { continue }
                if tokens.contains(SubjectToken(handle)) { own.insert(entry) }
            }
        }
        return own
    }

    /// What decides who may do what, as it stands.
    var accessState: AccessState {
        AccessState(containments: containment.withLock { $0.changes }, changes: ledger.withLock { $0.count })
    }

    /// Makes the commit fail when what the decision rests on has changed by then.
    func require(unchanged context: SubjectContext, in unit: inout UnitOfWork) throws {
        backends.data.stage(.require(SubjectPrecondition(context.token, at: context.dataVersion)), in: &unit)
        try backends.consent.stage(.require(context.token, head: context.standing.head), in: &unit)
        for other in context.others { try backends.consent.stage(.require(other.subject, head: other.head), in: &unit) }
        requireMerges(unchangedSince: context.merges, in: &unit)
        try backends.consent.stage(.requireNotices(head: context.standing.notices), in: &unit)
        require({ [protections] in protections.all.isSubset(of: context.forbidden) }, in: &unit)
        require(unchanged: context.access, in: &unit)
    }

    /// Makes the commit fail when somebody who has no token yet forbade something since `seen` was read: the decision did not know
    /// of it.
    func require(unchanged seen: Set<Protections.Entry>, of name: BlindIndex, in unit: inout UnitOfWork) {
        require({ [protections] in protections.entries(of: name) == seen }, in: &unit)
    }

    /// Makes the commit fail when what decides who may do what has changed by then.
    func require(unchanged access: AccessState, in unit: inout UnitOfWork) {
        require({ self.accessState == access }, in: &unit)
        require({ try self.isAuthorityTakenIn() }, in: &unit)
    }

    /// What the person wants and the law grants, as the policy asks about it. Consent that covers none of the categories, or that
    /// ran out or is stale, is as if nobody had asked.
    func facts(
        _ standing: SubjectStanding?, _ protections: Set<Protections.Entry>, for purpose: Purpose,
        about categories: [DataCategory], at now: Instant
    ) -> StandingFacts {
        let will = protections.will(about: purpose)
        let status = (standing?.status(for: purpose) ?? .notAsked).asOf(now)
        let declaration = governance.declaration(of: purpose)
        let mustBeExplicit = declaration?.specialCondition == .explicitConsent
        let isCovered = categories.isEmpty || categories.contains { status.covers($0) }
        let consent: SubjectFacts.ConsentFact =
            switch status.state {
            // Where the law wants a statement of its own (GDPR Art. 9(2)(a)), another yes does not answer the question.
            case .given: mustBeExplicit && !status.explicit || !isCovered ? .notAsked : .given
            case .refused: .refused
            case .withdrawn, .revoked, .optedOut: .withdrawn
            case .notAsked, .requested, .expired, .invalidated, .stale: .notAsked
            }
        let asked = SubjectFacts(
            consent: will.contains(.consentWithdrawn) ? .withdrawn : consent,
            objected: will.contains(.objected) || standing?.hasObjection(to: purpose) == true,
            restricted: will.contains(.restricted) || standing?.restricted == true)
        return StandingFacts(
            asked: asked, consentEnd: asked.consent == .given ? status.validUntil : nil,
            needsConsent: declaration?.needsConsent ?? false)
    }
}
