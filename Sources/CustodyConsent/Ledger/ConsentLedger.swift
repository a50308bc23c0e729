public import CustodyModel

/// Keeps what people decided about the processing of their data. Events are only ever added, until the person is erased.
///
/// Rules for an implementation:
/// - Preconditions are those of ``ConsentRules``, ``ConsentChange/require(_:head:)`` and ``ConsentChange/requireNotices(head:)``,
///   checked when the unit commits; a unit that fails one leaves no trace.
/// - An event whose `ConsentDetails.Origin` has a key that the person's timeline knows is passed over: taking over again what was
///   taken over adds nothing.
/// - Reads answer what is durable, by the rules of ``ConsentTimeline`` and ``NoticeBook``.
/// - ``ConsentChange/forget(_:)`` is idempotent, and afterwards the subject is one of whom nothing is recorded.
///
/// Only staging, ``history(of:)``, ``notice(_:)``, ``noticeBook()``, ``consents(_:)`` and ``subjects(after:limit:)`` must be
/// written; the rest follows. Run `ConsentLedgerContract.promises` of CustodyTesting against it.
public protocol ConsentLedger: Sendable {
    /// Adds a change to the unit.
    func stage(_ change: ConsentChange, in unit: inout UnitOfWork) throws

    /// Every event of the subject in the order of their commits.
    func history(of subject: SubjectToken) async throws -> [ConsentEntry]

    /// The notice of that hash.
    func notice(_ hash: NoticeHash) async throws -> Notice?

    /// What the notice of that hash says of itself, without its text.
    func noticeSummary(_ hash: NoticeHash) async throws -> NoticeSummary?

    /// The editions of every notice that has a name.
    func noticeBook() async throws -> NoticeBook

    /// Who consented to a purpose, by token, at most as many as the query says (at least one) after its token.
    func consents(_ query: ConsentQuery) async throws -> ConsentPage

    /// Of whom something is recorded, in the order of the tokens, at most `limit` (at least one) after the token `after`.
    func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken]

    /// Where the subject stood on the purpose at `validAt` (nil: now), as far as `horizon` knew.
    func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus

    /// Everything that a decision needs to know of the subject, read at one moment.
    func standing(of subject: SubjectToken) async throws -> SubjectStanding

    /// The same of many, in their order.
    func standings(of subjects: [SubjectToken]) async throws -> [SubjectStanding]

    /// How often anything was recorded since the ledger was opened, for ``ConsentChange/requireAll(_:seen:)``; nil when it is not counted.
    func changeCount() async throws -> UInt64?
}

extension ConsentLedger {
    /// What the notice of that hash says of itself, read from the notice.
    public func noticeSummary(_ hash: NoticeHash) async throws -> NoticeSummary? { try await notice(hash)?.summary }

    /// Where the subject stood on the purpose, read from the history.
    public func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus {
        try await timeline(of: subject).status(for: purpose, at: validAt, knownAt: horizon, by: try await noticeBook())
    }

    /// Everything that a decision needs to know, read from the history.
    public func standing(of subject: SubjectToken) async throws -> SubjectStanding {
        // The book first: an edition that is recorded in between then fails the commit of what is decided.
        let book = try await noticeBook()
        return try await timeline(of: subject).standing(by: book)
    }

    /// One after another. A ledger that can look at many together should.
    public func standings(of subjects: [SubjectToken]) async throws -> [SubjectStanding] {
        var standings: [SubjectStanding] = []
        standings.reserveCapacity(subjects.count)
        for subject in subjects { standings.append(try await standing(of: subject)) }
        return standings
    }

    /// Nothing is counted: preconditions are always looked at.
    public func changeCount() async throws -> UInt64? { nil }

    /// Where the subject stands on the purpose now.
    public func status(of subject: SubjectToken, purpose: Purpose) async throws -> ConsentStatus {
        try await status(of: subject, purpose: purpose, at: nil, knownAt: .latest)
    }

    /// The subject's events with the rules by which they are read.
    public func timeline(of subject: SubjectToken) async throws -> ConsentTimeline {
        ConsentTimeline(of: subject, entries: try await history(of: subject))
    }

    /// Why the subject stood where they stood.
    public func explain(
        _ purpose: Purpose, of subject: SubjectToken, at validAt: Instant? = nil, knownAt horizon: ConsentHorizon = .latest
    ) async throws -> ConsentExplanation {
        let book = try await noticeBook()
        var explanation = try await timeline(of: subject).explain(purpose, at: validAt, knownAt: horizon, by: book)
        if let hash = explanation.status.notice { explanation.notice = try await notice(hash) }
        return explanation
    }

    /// Who consents to the purpose now.
    public func liveConsents(
        for purpose: Purpose, at now: Instant, after: SubjectToken? = nil, limit: Int = 100
    ) async throws -> ConsentPage {
        try await consents(ConsentQuery(.live, for: purpose, at: now, after: after, limit: limit))
    }
}
