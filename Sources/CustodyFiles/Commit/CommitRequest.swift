import CustodyModel

/// What is to be committed, and who waits for it. It goes through many hands, and is never copied.
final class CommitRequest: Sendable {
    let changes: [StagedChange]
    let idempotency: Idempotency?
    let things: Touched.Things
    let waiter: CheckedContinuation<Answer, Never>

    /// What became of it.
    enum Answer: Sendable {
        case done(Commit)
        case failed(any Error)
        /// It met another one, which is over now: it is its turn.
        case turn
    }

    /// Those that waited for others, and what they are told.
    struct Woken: Sendable {
        var waiters: [CheckedContinuation<Answer, Never>] = []
        var answer = Answer.turn

        func resume() { for waiter in waiters { waiter.resume(returning: answer) } }
    }

    init(
        _ changes: [StagedChange], _ idempotency: Idempotency?, _ things: Touched.Things,
        _ waiter: CheckedContinuation<Answer, Never>
    ) {
        self.changes = changes
        self.idempotency = idempotency
        self.things = things
        self.waiter = waiter
    }
}
