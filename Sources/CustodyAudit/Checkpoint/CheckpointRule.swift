public import CustodyModel

/// When a log is signed again: what is not yet signed could be cut off unnoticed.
public enum CheckpointRule {
    /// So many unsigned leaves make a checkpoint due.
    public static let leaves: UInt64 = 1000
    /// So long after the last checkpoint any unsigned leaf makes one due.
    public static let milliseconds: Int64 = 1000

    /// Whether a checkpoint is due with so many unsigned leaves. `last` is nil when none was signed since the store was opened.
    public static func isDue(unsigned: UInt64, last: Instant?, now: Instant) -> Bool {
        guard unsigned > 0 else { return false }
        guard unsigned < leaves, let last else { return true }
        // A clock that was set back must not put signing off.
        return now >= last.adding(milliseconds: milliseconds) || now < last
    }
}
