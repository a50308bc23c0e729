public import CustodyModel

/// Keeps what people decided about the processing of their data. Events are only ever added, until the person is erased.
///
/// Rules for an implementation:
/// - Preconditions are those of ``ConsentRules`` and ``ConsentChange/require(_:head:)``, checked when the unit commits; a unit
///   that fails one leaves no trace.
/// - Reads answer what is durable, by the rules of ``ConsentTimeline``.
/// - ``ConsentChange/forget(_:)`` is idempotent, and afterwards the subject is one of whom nothing is recorded.
///
/// Only staging, ``history(of:)``, ``notice(_:)`` and ``liveConsents(for:after:limit:)`` must be written; the rest follows.
/// Run `ConsentLedgerContract.promises` of CustodyTesting against it.
public protocol ConsentLedger: Sendable {
    /// Adds a change to the unit.
    func stage(_ change: ConsentChange, in unit: inout UnitOfWork) throws

    /// Every event of the subject in the order of their commits.
    func history(of subject: SubjectToken) async throws -> [ConsentEntry]

    /// The notice of that hash.
    func notice(_ hash: NoticeHash) async throws -> Notice?

    /// Who consents to the purpose now, by token, at most `limit` of them (at least one) after the token `after`.
    func liveConsents(for purpose: Purpose, after: SubjectToken?, limit: Int) async throws -> ConsentPage

    /// Where the subject stood on the purpose at `validAt` (nil: now), as far as `horizon` knew.
    func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus

    /// Everything that a decision needs to know of the subject, read at one moment.
    func standing(of subject: SubjectToken) async throws -> SubjectStanding
}

extension ConsentLedger {
    /// Where the subject stood on the purpose, read from the history.
    public func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus {
        ConsentTimeline(of: subject, entries: try await history(of: subject))
            .status(for: purpose, at: validAt, knownAt: horizon)
    }

    /// Everything that a decision needs to know, read from the history.
    public func standing(of subject: SubjectToken) async throws -> SubjectStanding {
        ConsentTimeline(of: subject, entries: try await history(of: subject)).standing
    }

    /// Where the subject stands on the purpose now.
    public func status(of subject: SubjectToken, purpose: Purpose) async throws -> ConsentStatus {
        try await status(of: subject, purpose: purpose, at: nil, knownAt: .latest)
    }
}

/// Some of those who consent to a purpose.
public struct ConsentPage: Hashable, Sendable {
    /// One person's live consent.
    public struct Item: Hashable, Sendable {
        /// Who consents.
        public var subject: SubjectToken
        /// To what, since when and on which notice.
        public var status: ConsentStatus

        /// An item from its parts.
        public init(subject: SubjectToken, status: ConsentStatus) {
            self.subject = subject
            self.status = status
        }
    }

    /// The consents in the order of their tokens.
    public var items: [Item]
    /// Where the next page begins; nil when there is none.
    public var next: SubjectToken?

    /// A page from its parts.
    public init(items: [Item], next: SubjectToken?) {
        self.items = items
        self.next = next
    }
}
