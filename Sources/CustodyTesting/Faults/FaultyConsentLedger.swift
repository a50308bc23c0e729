public import CustodyConsent
public import CustodyModel

/// A ledger of which chosen calls fail.
public struct FaultyConsentLedger: ConsentLedger {
    private let base: any ConsentLedger
    private let faults: StoreFaults

    /// Wraps a ledger.
    public init(_ base: any ConsentLedger, faults: StoreFaults) {
        self.base = base
        self.faults = faults
    }

    /// Adds a change to the unit.
    public func stage(_ change: ConsentChange, in unit: inout UnitOfWork) throws {
        try faults.perform(StoreCall.Consent.stage) { try base.stage(change, in: &unit) }
    }

    /// Every event of the subject.
    public func history(of subject: SubjectToken) async throws -> [ConsentEntry] {
        try await faults.perform(StoreCall.Consent.history) { try await base.history(of: subject) }
    }

    /// The notice of that hash.
    public func notice(_ hash: NoticeHash) async throws -> Notice? {
        try await faults.perform(StoreCall.Consent.notice) { try await base.notice(hash) }
    }

    /// What the notice of that hash says of itself.
    public func noticeSummary(_ hash: NoticeHash) async throws -> NoticeSummary? {
        try await faults.perform(StoreCall.Consent.noticeSummary) { try await base.noticeSummary(hash) }
    }

    /// The editions of every notice that has a name.
    public func noticeBook() async throws -> NoticeBook {
        try await faults.perform(StoreCall.Consent.noticeBook) { try await base.noticeBook() }
    }

    /// Who consented to a purpose.
    public func consents(_ query: ConsentQuery) async throws -> ConsentPage {
        try await faults.perform(StoreCall.Consent.consents) { try await base.consents(query) }
    }

    /// Of whom something is recorded.
    public func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken] {
        try await faults.perform(StoreCall.Consent.subjects) { try await base.subjects(after: after, limit: limit) }
    }

    /// Where the subject stood on the purpose.
    public func status(
        of subject: SubjectToken, purpose: Purpose, at validAt: Instant?, knownAt horizon: ConsentHorizon
    ) async throws -> ConsentStatus {
        try await faults.perform(StoreCall.Consent.status) {
            try await base.status(of: subject, purpose: purpose, at: validAt, knownAt: horizon)
        }
    }

    /// How often anything was recorded.
    public func changeCount() async throws -> UInt64? {
        try await faults.perform(StoreCall.Consent.changeCount) { try await base.changeCount() }
    }

    /// Everything that a decision needs to know of the subject.
    public func standing(of subject: SubjectToken) async throws -> SubjectStanding {
        try await faults.perform(StoreCall.Consent.standing) { try await base.standing(of: subject) }
    }

    /// The same of many.
    public func standings(of subjects: [SubjectToken]) async throws -> [SubjectStanding] {
        try await faults.perform(StoreCall.Consent.standings) { try await base.standings(of: subjects) }
    }
}
