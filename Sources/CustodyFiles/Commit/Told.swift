import CustodyModel

/// Commits whose callers do not know it yet, in their order.
struct Told: Sendable {
    var answers: [(bound: BoundCommit, answer: CommitRequest.Answer)] = []
    /// Why nothing more is committed.
    var failure: CommitError?

    /// So many are told together at most: the first should not wait long for the last.
    static let limit = 16
}
