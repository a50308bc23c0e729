/// One step of a workload.
package enum JournalOperation: Sendable, Hashable, CustomStringConvertible {
    /// A commit with a body of so many bytes.
    case commit(Int)
    /// Several commits in one batch, with one write and one sync.
    case batch([Int])
    /// A write to a slot of the companion alone.
    case companion(slot: Int)
    /// A commit with a write to a slot of the companion.
    case joint(Int, slot: Int)
    /// A checkpoint at the last durable commit.
    case checkpoint
    /// Closing, and opening again.
    case reopen

    /// A short name.
    package var description: String {
        switch self {
        case .commit(let size): "commit \(size)"
        case .batch(let sizes): "batch \(sizes)"
        case .companion(let slot): "companion \(slot)"
        case .joint(let size, let slot): "commit \(size) with companion \(slot)"
        case .checkpoint: "checkpoint"
        case .reopen: "reopen"
        }
    }
}
