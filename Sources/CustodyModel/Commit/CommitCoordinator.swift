/// What makes the changes of the stores that share it durable, in one order.
///
/// A backend has one: the file backend's writes a frame of the write-ahead journal, a database's runs a transaction.
///
/// Rules for an implementation:
/// - One commit after another in sequence order; `validate` of all changes, then `prepare` of all, run with nothing of a
///   conflicting unit in flight (see ``ConflictKey``), and `apply` runs only once the commit is durable, in the same order.
/// - `validate` throwing leaves no trace and uses no sequence number. `prepare` throwing changes nothing, but its number may be
///   used up by a commit of nothing: units are prepared beside each other.
/// - What fails to serialize with another is begun anew within `commit`, with `validate` of every change, and is no error of `commit`.
/// - The same ``Idempotency/key`` answers with the earlier sequence and changes nothing, also after reopening.
/// - `apply` throwing leaves the commit durable and stops the coordinator: nothing more is committed until reopening.
/// - After handing over, cancelling the calling task does not abandon the commit.
public protocol CommitCoordinator: AnyObject, Sendable {
    /// Commits the changes together.
    ///
    /// - Returns: the sequence, and each change's result by its position in `changes`.
    /// - Throws: what a change's `validate` threw, or ``CommitError``.
    func commit(_ changes: [StagedChange], idempotency: Idempotency?) async throws -> Commit

    /// The commit that an idempotency key has made, if it has made one.
    ///
    /// - Throws: ``CommitError/reused`` when that was for another request; what kept it from being read.
    func sequence(of idempotency: Idempotency) throws -> CommitSequence?

    /// The newest durable commit.
    var lastSequence: CommitSequence { get }

    /// Waits until a commit behind the sequence is durable and visible; ``CommitSignal`` does it. Without one of your own nobody can
    /// follow what is committed. Of commits that another process makes it need not tell.
    ///
    /// - Returns: false when none will come, because nothing more is committed here.
    /// - Throws: `CancellationError`; ``CommitError`` with `unsupported` where it is not implemented.
    func committed(after sequence: CommitSequence) async throws -> Bool
}

extension CommitCoordinator {
    /// Refuses: this coordinator wakes nobody.
    public func committed(after sequence: CommitSequence) async throws -> Bool {
        throw CommitError(.unsupported, "this backend does not tell of commits; read again instead of waiting")
    }
}
