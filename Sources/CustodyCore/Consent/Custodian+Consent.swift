import Crypto
import CustodyAccess
public import CustodyAudit
public import CustodyConsent
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Records that a person was shown a notice and asked for consent, apart from what they answer, which may be nothing.
    ///
    /// - Parameter principal: who asked; the policy must permit `Action.recordConsent`.
    @discardableResult
    public func requestConsent(
        of subject: SubjectID, for purpose: Purpose, notice: ShownNotice,
        under circumstances: ConsentCircumstances = ConsentCircumstances(), startsNewRelationship: Bool = false,
        by principal: Principal
    ) async throws -> AuditReceipt? {
        try await record(
            [.requested], explicit: false, of: subject, for: purpose, notice, circumstances, startsNewRelationship,
            as: .consentRequested, by: principal)
    }

    /// Records what a person answered to a notice (GDPR Art. 7(1): the controller must be able to show it), and that they were
    /// shown the notice: in one commit, and apart from each other.
    ///
    /// - Parameters:
    ///   - notice: what they were shown. A later edition of a notice that has a name may end the consents of many: where it is
    ///     not recorded yet, the policy must permit `Action.changePolicy` too. One that is recorded already has to agree with
    ///     the record, unless it bears no name.
    ///   - startsNewRelationship: begins a new relationship with a person who was erased.
    /// - Throws: ``CustodianError`` with `denied`, `unknownPurpose`, `erased`, `notRecorded`, `unknownSubject` for a token that stands for
    ///   nobody, and `invalidInput`, whose reasons have the code of the ledger.
    @discardableResult
    public func recordConsent(
        _ answer: ConsentAnswer, of subject: SubjectID, for purpose: Purpose, notice: ShownNotice,
        under circumstances: ConsentCircumstances = ConsentCircumstances(), startsNewRelationship: Bool = false,
        by principal: Principal
    ) async throws -> AuditReceipt? {
        try await record(
            [.requested, answer.kind], explicit: answer.isExplicit, of: subject, for: purpose, notice, circumstances,
            startsNewRelationship, as: answer.action, by: principal)
    }

    /// Records what a person answered to a notice that ``requestConsent(of:for:notice:under:startsNewRelationship:by:)`` recorded as
    /// shown.
    ///
    /// - Throws: as ``recordConsent(_:of:for:notice:under:startsNewRelationship:by:)``; `invalidInput` with the reason
    ///   `noticeNotServed` when nobody recorded that they were shown it.
    @discardableResult
    public func recordConsent(
        _ answer: ConsentAnswer, of subject: SubjectID, for purpose: Purpose, toShown hash: NoticeHash,
        under circumstances: ConsentCircumstances = ConsentCircumstances(), by principal: Principal
    ) async throws -> AuditReceipt? {
        let notice = try await facing { try await backends.consent.noticeSummary(hash) }
        guard let notice else {
            throw CustodianError(
                .invalidInput, "no notice of this hash is recorded", reasons: [ConsentError.Code.noticeUnknown.rawValue])
        }
        return try await record(
            [answer.kind], explicit: answer.isExplicit, of: subject, for: purpose,
            ShownNotice(text: [], version: notice.version, language: notice.language), circumstances, false,
            as: answer.action, by: principal, hash)
    }

    private func record(
        _ kinds: [ConsentEvent.Kind], explicit: Bool, of subject: SubjectID, for purpose: Purpose, _ notice: ShownNotice,
        _ circumstances: ConsentCircumstances, _ again: Bool, as action: AuditAction, by principal: Principal,
        _ known: NoticeHash? = nil
    ) async throws -> AuditReceipt? {
        try requireConsentPurpose(purpose, circumstances, giving: kinds.contains { $0.givesConsent })
        // A no counts, whatever else is told about it.
        let isRefusal = kinds.contains(.refused)
        if !isRefusal { try requireKnown(circumstances.categories ?? []) }
        guard known != nil || !notice.text.isEmpty else { throw CustodianError(.invalidInput, "the notice is empty") }
        return try await metering(.grant) { steps in
            try await self.retrying {
                let now = self.clock.now()
                var unit = UnitOfWork()
                let decision = try await self.decideOnConsent(purpose, action, by: principal, at: now, in: &unit)
                steps.note(.permit)
                let named = try await self.established(subject, again: again, in: &unit)
                let hash = known ?? NoticeHash(of: notice.text)
                var notices: [Notice] = []
                if let recorded = try await self.backends.consent.noticeSummary(hash) {
                    if !isRefusal { try self.requireAgreement(of: notice, with: recorded) }
                } else {
                    try await self.requireEdition(notice, by: principal, at: now, in: &unit)
                    notices = [try self.sealed(notice, hash, explaining: [purpose], at: now)]
                }
                steps.note(.notice)
                let actor = try await self.actor(principal, in: &unit)
                steps.note(.namedActor)
                let evidence = try circumstances.evidence.map { try self.sealed($0, of: named) }
                let events = kinds.map { kind in
                    ConsentEvent(
                        kind, by: named.token, for: purpose, notice: hash, explicit: explicit && kind.givesConsent,
                        occurredAt: circumstances.occurredAt, recordedAt: now,
                        evidence: kind == .requested ? nil : evidence, actor: PrincipalToken(actor.handle),
                        details: circumstances.details(of: kind, language: notice.language, explicit: explicit))
                }
                let receipt = try await self.commit(
                    events, notices, as: action, for: purpose, in: decision.role, permit: true, by: actor, about: named,
                    &unit)
                steps.note(.commit)
                return receipt
            }
        }
    }

    /// Records an edition of a notice, in a language, before anybody is shown it. A material change makes what people agreed to
    /// before stale.
    ///
    /// - Parameters:
    ///   - purposes: every purpose that the text explains.
    ///   - principal: who does it; the policy must permit `Action.changePolicy`, for it can end the processing of many.
    @discardableResult
    public func recordNotice(
        _ notice: ShownNotice, explaining purposes: [Purpose], by principal: Principal
    ) async throws -> NoticeHash {
        guard !notice.text.isEmpty else { throw CustodianError(.invalidInput, "the notice is empty") }
        for purpose in purposes { _ = try declaration(of: purpose) }
        let hash = NoticeHash(of: notice.text)
        _ = try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            let decision = try await self.decide(.changePolicy, by: principal, as: .noticeRecorded, at: now, in: &unit)
            let actor = try await self.actor(principal, in: &unit)
            try self.backends.consent.stage(
                .record(try self.sealed(notice, hash, explaining: purposes, at: now)), in: &unit)
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .consent, action: .noticeRecorded, decision: .permit, time: now, role: decision.role, actor: actor,
                    system: self.systemPerson(.map(["notice": .text(hash.description), "version": .text(notice.version)]))),
                in: &unit)
            return try await self.committing(unit)
        }
        return hash
    }

    // MARK: Parts of an act

    func requireConsentPurpose(
        _ purpose: Purpose, _ circumstances: ConsentCircumstances = ConsentCircumstances(), giving: Bool
    ) throws {
        let declaration = try declaration(of: purpose)
        switch governance.obstacle(toConsent: purpose, age: circumstances.age) {
        case .otherBasis:
            throw CustodianError(
                .invalidInput,
                "purpose '\(purpose)' rests on \(declaration.basis), not on consent; there is nothing to consent to")
        case .ageMissing where giving:
            throw CustodianError(
                .invalidInput,
                "purpose '\(purpose)', or a part of it, is offered to children: say whether the person is younger than the age "
                    + "of consent",
                reasons: [ConsentError.Code.guardianMissing.rawValue])
        // That it is undeclared was told above.
        case nil, .ageMissing, .undeclared: return
        }
    }

    /// What no schema and no rule names no use asks for: consent to it would open nothing, and nobody would be told why.
    private func requireKnown(_ asked: [DataCategory]) throws {
        // The ledger refuses what is malformed, without repeating it.
        let stranger = asked.first { category in
            category.isWellFormed && !categories.names.contains { $0.isWithin(category) }
        }
        guard let stranger else { return }
        throw CustodianError(
            .invalidInput,
            "no schema and no rule of the policy names the category '\(stranger)' or a part of it; consent to it would cover "
                + "nothing",
            reasons: [ConsentError.Code.detailInvalid.rawValue])
    }

    /// Whether a text that is on record is told as what it is there. Otherwise the answer would look like one to an edition of
    /// a notice, and no later edition would ever make it stale.
    private func requireAgreement(of notice: ShownNotice, with recorded: NoticeSummary) throws {
        guard let name = notice.name else { return }
        var told = recorded
        told.name = name
        told.version = notice.version
        told.language = notice.language
        told.change = notice.change ?? recorded.change
        guard !recorded.agrees(with: told) else { return }
        let conflict = ConsentError.conflict(with: recorded)
        throw CustodianError(.invalidInput, conflict.message, reasons: [conflict.code.rawValue])
    }

    /// Whether a text that comes with an answer may be recorded: as the first edition of a notice, by whoever records the answer.
    /// A later edition may end the consents of many, and needs what ``recordNotice(_:explaining:by:)`` needs.
    private func requireEdition(
        _ notice: ShownNotice, by principal: Principal, at now: Instant, in unit: inout UnitOfWork
    ) async throws {
        guard let name = notice.name else { return }
        let book = try await backends.consent.noticeBook()
        guard book.editions(of: name).isEmpty else {
            _ = try await decide(.changePolicy, by: principal, as: .noticeRecorded, at: now, in: &unit)
            return
        }
        // One that is recorded meanwhile would make this one a later edition.
        try backends.consent.stage(.requireNotices(head: book.head), in: &unit)
    }

    /// Decides whether the principal may record what a person said about a purpose. The unit commits only while that is so.
    func decideOnConsent(
        _ purpose: Purpose, _ action: AuditAction, by principal: Principal, at now: Instant, in unit: inout UnitOfWork
    ) async throws -> AccessDecision {
        // Looked at first: who loses what it rests on meanwhile is asked about anew.
        require(unchanged: accessState, in: &unit)
        let decision = try await decideOnConsent(purpose, action, by: principal, at: now)
        require(before: decision.validUntil, in: &unit)
        return decision
    }

    func sealed(
        _ notice: ShownNotice, _ hash: NoticeHash, explaining purposes: [Purpose], at now: Instant
    ) throws -> Notice {
        Notice(
            hash: hash, version: notice.version, language: notice.language,
            text: try sealer.seal(notice.text, with: system.text, id: SystemKeys.textID, at: .text("notice/\(hash)")),
            purposes: purposes, recordedAt: now, name: notice.name, change: notice.change)
    }

    /// Seals what proves an answer under the person's log key, so that it goes with it.
    func sealed(_ evidence: Sensitive<[UInt8]>, of named: NamedSubject) throws -> SealedValue {
        try sealer.seal(
            evidence.exposed, with: named.key, id: KeyID(named.token.handle, .log), at: Self.evidencePlace)
    }

    static var evidencePlace: Sealer.Place { .text("consent/evidence") }

    /// Commits events of one person with their record in the log. The log has a digest of each, sealed for the person.
    func commit(
        _ events: [ConsentEvent], _ notices: [Notice] = [], as action: AuditAction, for purpose: Purpose?,
        in role: RoleID? = nil, permit: Bool = false, by actor: AuditPerson? = nil,
        about named: NamedSubject, saying more: [String: CBOR] = [:], _ unit: inout UnitOfWork
    ) async throws -> AuditReceipt? {
        var said = more
        said["events"] = .array(try events.map { .bytes(Array(SHA256.hash(data: try CBOR.encode($0)))) })
        if let notice = events.first?.notice { said["notice"] = .text(notice.description) }
        try backends.consent.stage(.appendAll(events, notices: notices), in: &unit)
        let staged = try backends.audit.stage(
            AuditEvent(
                class: .consent, action: action, decision: permit ? .permit : .none,
                time: events.first?.recordedAt ?? clock.now(), purpose: purpose, role: role, actor: actor,
                subjects: [named.saying(said)]), in: &unit)
        return try await committing(unit)[staged]
    }

    /// Commits, and tells what the ledger refused in the caller's words.
    func committing(_ unit: consuming UnitOfWork) async throws -> Commit {
        do { return try await commit(unit) } catch let error as ConsentError where error.code != .headMoved {
            throw CustodianError(.invalidInput, error.message, reasons: [error.code.rawValue])
        }
    }

    /// The subject's token, made with a log key where there is none yet. Somebody who is named by a token that stands for nobody gets none.
    func established(
        _ subject: SubjectID, again: Bool = false, in unit: inout UnitOfWork
    ) async throws -> NamedSubject {
        let identifier = try named(subject)
        let standing = try await resolve(identifier)
        switch standing {
        case .known(let token): return try await established(token, in: &unit)
        case .erased where !again: throw CustodianError.erased
        case .erased where identifier.field == .token, .unknown where identifier.field == .token:
            throw standing.absenceOfToken
        case .erased:
            try lift(identifier, in: &unit)
            fallthrough
        case .unknown:
            let token = SubjectToken(Handle.random(from: random))
            let named = try await named(token, in: &unit)
            try bind(identifier, to: token.handle, named.key, in: &unit)
            return named
        }
    }

    /// The person who has the token now. An erasure in between fails the commit: nothing is to be kept under a token that stands for
    /// nobody any more.
    func established(_ token: SubjectToken, in unit: inout UnitOfWork) async throws -> NamedSubject {
        let version = try await backends.data.subjectVersion(token)
        backends.data.stage(.require(SubjectPrecondition(token, at: version)), in: &unit)
        return try await named(token, in: &unit)
    }

    private func named(_ token: SubjectToken, in unit: inout UnitOfWork) async throws -> NamedSubject {
        guard let key = try await keys([.log], of: token, in: &unit)[.log] else {
            throw CustodianError(.integrity, "the person's log key is missing; run verify")
        }
        return NamedSubject(token: token, key: key)
    }
}

/// A subject with what the log says things about them under.
struct NamedSubject: Sendable {
    var token: SubjectToken
    var key: SymmetricKey

    /// The subject as the log names it.
    func saying(_ payload: [String: CBOR]) -> AuditPerson {
        AuditPerson(handle: token.handle, key: key, keyClass: .subject, payload: .map(payload))
    }
}

extension ConsentAnswer {
    var kind: ConsentEvent.Kind {
        switch self {
        case .given: .given
        case .renewed: .renewed
        case .refused: .refused
        }
    }

    var action: AuditAction {
        switch self {
        case .given: .consentGiven
        case .renewed: .consentRenewed
        case .refused: .consentRefused
        }
    }

    var isExplicit: Bool {
        switch self {
        case .given(let explicitly), .renewed(let explicitly): explicitly
        case .refused: false
        }
    }
}
