public import CustodyModel

/// What a call of a store came back with, when its commits name their place in the order.
public enum CommitOutcome<Answer: Equatable & Sendable>: Equatable, Sendable {
    /// It was committed at this place. The answer is compared with the model's unless it is nil.
    case committed(CommitSequence, Answer? = nil)
    /// It read the state as of this commit.
    case read(at: CommitSequence, Answer)
    /// It read what this commit was the last to change, without saying as of which later commit; zero for what was never
    /// changed. So read stores that keep with each thing the commit that last changed it.
    case readLastChanged(at: CommitSequence, Answer)
    /// It was refused, and certainly left no trace.
    case refused
}
