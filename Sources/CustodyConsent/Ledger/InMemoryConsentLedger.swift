public import CustodyModel

/// A ledger in memory. A `MemoryCoordinator` keeps it for the life of the process; a file backend gives its own coordinator
/// and replays what it wrote, and has the timelines themselves stand in rows on disk.
///
/// `history` and `standing` cost in proportion to the subject's own events, and so does a `status` of the past; the status now in
/// proportion to the purposes that the subject decided about. A page of `consents` costs in proportion to those who gave consent
/// to the purpose or to one above it and are passed over: few for the live ones, perhaps all for those about to run out.
public final class InMemoryConsentLedger: ConsentLedger {
    private let store: ResidentStore<ConsentState>

    /// A ledger of which nothing is recorded.
    public convenience init(committingTo coordinator: any CommitCoordinator) {
        self.init(committingTo: coordinator, rows: nil)
    }

    /// A ledger of which nothing is recorded, or one to restore and replay into, whose rows stand in `rows`.
    package init(committingTo coordinator: any CommitCoordinator, rows: (any RowLog)?) {
        store = ResidentStore(ConsentState(in: rows), committingTo: coordinator)
    }

    /// Takes in a change that was durable before this process began.
    ///
    /// - Throws: `CBORError` or `DecodingError` when the bytes are no change that this version knows.
    public func replay(_ bytes: [UInt8], at sequence: CommitSequence) throws { try store.replay(bytes, at: sequence) }

    /// Adds a change to the unit.
    public func stage(_ change: ConsentChange, in unit: inout UnitOfWork) { store.stage(change, in: &unit) }

    /// Every event of the subject in the order of their commits.
    public func history(of subject: SubjectToken) async throws -> [ConsentEntry] {
        try store.read { try $0.timeline(of: subject).entries }
    }

    /// The notice of that hash.
    public func notice(_ hash: NoticeHash) async throws -> Notice? { try store.read { try $0.notices.value(hash) } }

    /// What the notice of that hash says of itself.
    public func noticeSummary(_ hash: NoticeHash) async throws -> NoticeSummary? { try store.read { try $0.summary(hash) } }

    /// The editions of every notice that has a name.
    public func noticeBook() async throws -> NoticeBook { try store.read { $0.book } }

    /// Who consented to a purpose. Other work comes in between while it looks at those who gave consent.
    public func consents(_ query: ConsentQuery) async throws -> ConsentPage {
        let limit = max(1, query.limit)
        var items: [ConsentPage.Item] = []
        var bound = query.after
        while true {
            let (found, end) = try store.read { try $0.consents(query, after: bound) }
            items += found
            if items.count > limit {
                items.removeSubrange(limit...)
                return ConsentPage(items: items, next: items.last?.subject)
            }
            guard let end else { return ConsentPage(items: items, next: nil) }
            bound = end
        }
    }

    /// Of whom something is recorded.
    public func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken] {
        try store.read { try $0.subjects(after: after, limit: max(1, limit)) }
    }

    /// Where the subject stood on the purpose.
    public func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus {
        try store.read { try $0.status(of: subject, purpose, at: validAt, knownAt: horizon) }
    }

    /// Everything that a decision needs to know of the subject.
    public func standing(of subject: SubjectToken) async throws -> SubjectStanding {
        try store.read { try $0.standing(of: subject) }
    }

    /// The same of many.
    public func standings(of subjects: [SubjectToken]) async throws -> [SubjectStanding] {
        try store.read { state in try subjects.map { try state.standing(of: $0) } }
    }

    /// How often anything was recorded since the ledger was opened.
    public func changeCount() async throws -> UInt64? { store.changes }
}

extension InMemoryConsentLedger: KeptStore {
    package func snapshot() -> any VisitableState { store.snapshot }
    package func visit(_ visitor: inout some StateVisitor) throws { try store.visit(&visitor) }
}
