/// What an opening found.
public struct JournalRecovery: Equatable, Sendable {
    /// Bytes at the end that were never certified as synced.
    public struct Tail: Equatable, Sendable {
        /// The file they stood in.
        public let path: String
        /// Where they began.
        public let offset: UInt64
        /// How many.
        public let length: UInt64
        /// The copy that an opening for writing keeps of them; nil after an opening for reading.
        public let quarantinePath: String?
    }

    /// How many commits were replayed: those behind the checkpoint.
    public let frames: UInt64
    /// The last commit's sequence; 0 when there is none.
    public let lastSequence: UInt64
    /// The last commit that the checkpoint covers; 0 when there is none.
    public let checkpointSequence: UInt64
    /// The highest writer epoch in the file; 0 when no frame was ever written.
    public let writerEpoch: UInt32
    /// Whether the last writer stopped in order and nothing was written since, neither here nor to the companion.
    public let closedCleanly: Bool
    /// Whether this opening made the journal.
    public let created: Bool
    /// The torn tail, if there was one.
    public let tail: Tail?
}
