/// What giving consent asks of everybody, beside what withdrawing it asks (GDPR Art. 7(3): withdrawing is as easy as giving), as
/// this custodian saw it since it was opened.
public struct ConsentSymmetry: Hashable, Sendable, Codable {
    /// What an act had to have before it was done.
    public enum Step: String, Hashable, Sendable, Codable, CaseIterable {
        /// A policy that permits it to somebody.
        case permit
        /// A notice that was shown.
        case notice
        /// Somebody with a name who acts.
        case namedActor
        /// That it is durable.
        case commit
    }

    /// One of the two.
    public struct Side: Hashable, Sendable, Codable {
        /// How many were done.
        public var done = 0
        /// How many failed.
        public var failed = 0
        /// What any of those that were done had to have.
        public var steps: [Step] = []
        /// How long all those that were done took, in milliseconds of the custodian's clock.
        public var milliseconds: Int64 = 0
        /// How long the slowest took.
        public var slowestMilliseconds: Int64 = 0

        /// A side of which nothing was seen.
        public init() {}
    }

    /// Answers to a notice.
    public var grant = Side()
    /// Withdrawals.
    public var withdrawal = Side()

    /// Nothing seen.
    public init() {}

    /// Whether withdrawing asked for nothing that giving does not ask for. True while nothing was seen of either.
    public var isSymmetric: Bool { Set(withdrawal.steps).isSubset(of: grant.done > 0 ? grant.steps : Step.allCases) }
}
