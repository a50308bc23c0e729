public import CustodyModel

/// Up to where the ledger may look when it is asked what was known.
public enum ConsentHorizon: Hashable, Sendable {
    /// Everything that is durable now.
    case latest
    /// What the commits up to this one said.
    case commit(CommitSequence)
    /// What was recorded up to this instant, by our clock.
    case instant(Instant)

    /// Whether it reaches as far as what a commit said, which was recorded then.
    package func admits(_ sequence: CommitSequence, _ recordedAt: Instant) -> Bool {
        switch self {
        case .latest: true
        case .commit(let last): sequence <= last
        case .instant(let instant): recordedAt <= instant
        }
    }
}
