public import CustodyModel

/// A ledger whose state is resident in memory. A `MemoryCoordinator` keeps it for the life of the process; a
/// file backend gives its own coordinator and replays what it wrote.
///
/// `history`, `status` and `standing` cost in proportion to the subject's own events; a page of `liveConsents` in proportion
/// to the number of subjects.
public final class InMemoryConsentLedger: ConsentLedger {
    private let store: ResidentStore<ConsentState>

    /// A ledger of which nothing is recorded.
    public init(committingTo coordinator: any CommitCoordinator) {
        store = ResidentStore(ConsentState(), committingTo: coordinator)
    }

    /// Takes in a change that was durable before this process began.
    ///
    /// - Throws: `CBORError` or `DecodingError` when the bytes are no change that this version knows.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws { try store.replay(bytes, at: sequence) }

    /// Adds a change to the unit.
    public func stage(_ change: ConsentChange, in unit: inout UnitOfWork) { store.stage(change, in: &unit) }

    /// Every event of the subject in the order of their commits.
    public func history(of subject: SubjectToken) async -> [ConsentEntry] { store.read { $0.timeline(of: subject).entries } }

    /// The notice of that hash.
    public func notice(_ hash: NoticeHash) async -> Notice? { store.read { $0.notices[hash] } }

    /// Who consents to the purpose now.
    public func liveConsents(for purpose: Purpose, after: SubjectToken?, limit: Int) async -> ConsentPage {
        store.read { $0.liveConsents(for: purpose, after: after, limit: max(1, limit)) }
    }

    /// Where the subject stood on the purpose.
    public func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async -> ConsentStatus {
        store.read { $0.timeline(of: subject).status(for: purpose, at: validAt, knownAt: horizon) }
    }

    /// Everything that a decision needs to know of the subject.
    public func standing(of subject: SubjectToken) async -> SubjectStanding {
        store.read { $0.timeline(of: subject).standing }
    }
}
