/// One thing to make durable: a commit, writes to the companion file, or both.
///
/// The companion writes are durable before the commit's frame is written.
public struct JournalEntry: Equatable, Sendable {
    /// Bytes that overwrite a place in the companion file.
    public struct CompanionWrite: Equatable, Sendable {
        /// The place, in bytes from the companion's start.
        public var offset: UInt64
        /// What is written there.
        public var bytes: [UInt8]

        /// Makes a write.
        public init(offset: UInt64, bytes: [UInt8]) {
            self.offset = offset
            self.bytes = bytes
        }
    }

    /// The commit's sequence, one after the last. Without meaning when there is no body.
    public var sequence: UInt64
    /// The commit's bytes, at most ``Journal/maximumBodyBytes``; nil when only the companion is written.
    public var body: [UInt8]?
    /// What is written to the companion, in this order.
    public var companionWrites: [CompanionWrite]

    /// A commit, which consumes `sequence`.
    public init(sequence: UInt64, body: [UInt8], companionWrites: [CompanionWrite] = []) {
        self.sequence = sequence
        self.body = body
        self.companionWrites = companionWrites
    }

    /// Writes to the companion without a commit; consumes no sequence.
    public init(companionWrites: [CompanionWrite]) {
        self.sequence = 0
        self.body = nil
        self.companionWrites = companionWrites
    }
}
