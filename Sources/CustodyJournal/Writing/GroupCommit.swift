/// When it pays to wait a little for more commits before the next sync.
///
/// Callers that were answered together come back together, each a little later than the one before. Whoever syncs for the first of
/// them makes the others wait for that sync and then for their own: two halves of them then take turns, at half the pace.
///
/// The times are the system's own: they say when something is written, never what or in which order.
enum GroupCommit {
    /// However slow the disk is, nobody waits longer for others.
    static let longest = Duration.milliseconds(1)

    /// How long to wait at most for those who were just answered; for less than two never.
    ///
    /// Half of a sync costs less than a sync of one's own. Where answering took twice as long as the sync it is not the disk that
    /// anybody waits for.
    ///
    /// - Parameters:
    ///   - answered: how many were answered.
    ///   - sync: how long their sync took.
    ///   - answering: how long it took to answer them.
    static func patience(for answered: Int, sync: Duration, answering: Duration) -> Duration {
        answered < 2 || answering > sync * 2 ? .zero : min(sync / 2, longest)
    }
}
