/// A promise of journal.md. A sweep reports a broken one by name.
package enum Invariant: String, Sendable, CaseIterable {
    /// Every acknowledged commit is present after any crash.
    case durability
    /// A commit is wholly there or wholly absent.
    case atomicity
    /// What is recovered is a prefix of the order of commits.
    case prefix
    /// Nothing appears that was not submitted, and nothing that was gone comes back.
    case noResurrection
    /// A changed byte is told.
    case loudCorruption
    /// Opening ends in a store or a typed error, and opening for reading writes nothing.
    case totalOpening
    /// A recovery that was cut off and done again gives the same state.
    case idempotentRecovery
    /// After an error each commit is wholly in or out, as was said, and the writer takes nothing more.
    case boundedDoubt
    /// A second writer is refused.
    case singleWriter
    /// Commits are acknowledged in their order, and the durable sequence covers them by then.
    case linearizability
    /// Crash loops leave a bounded number of files and no temporary ones.
    case noLeak
    /// The audit log verifies after any crash.
    case auditChain
    /// At an acknowledgement nothing reachable is unsynced.
    case nothingUnsynced
}
