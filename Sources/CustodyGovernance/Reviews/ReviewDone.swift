public import CustodyModel

/// That something was looked at.
public struct ReviewDone: Hashable, Sendable, Codable {
    /// Tells it from others.
    public var id: EntryID
    /// What.
    public var plan: ReviewID
    /// When.
    public var at: Instant
    /// Who.
    public var by: PrincipalID
    /// What it came to.
    public var outcome: Outcome
    /// What was looked at and found: alerts, cases, a file, how long it took.
    public var evidence: String

    /// What it came to.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nothing is to be done.
        case fine
        /// Something is to be done, and an action was made of it.
        case followUp
        /// It did not work.
        case failed
    }

    /// An outcome from its parts.
    public init(_ id: EntryID, of plan: ReviewID, at: Instant, by: PrincipalID, _ outcome: Outcome, evidence: String) {
        self.id = id
        self.plan = plan
        self.at = at
        self.by = by
        self.outcome = outcome
        self.evidence = evidence
    }
}
