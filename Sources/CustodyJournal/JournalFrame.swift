/// A commit as it is replayed when a journal opens.
public struct JournalFrame: Equatable, Sendable {
    /// Its place in the order of commits; the first is 1.
    public let sequence: UInt64
    /// Which writer wrote it; each opening for writing has a higher one.
    public let writerEpoch: UInt32
    /// The highest sequence known to be synced when it was written.
    public let durableSequence: UInt64
    /// What was committed.
    public let body: [UInt8]
    /// Where the frame begins, in bytes from the file's start.
    public let offset: UInt64
}
