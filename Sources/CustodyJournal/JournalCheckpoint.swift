/// Says that everything up to a commit stands, durably, outside the journal. An opening then replays only what came later.
public struct JournalCheckpoint: Equatable, Sendable {
    /// The largest payload in bytes.
    public static let maximumPayloadBytes = 64 << 10

    /// The last commit it covers; at least 1.
    public var sequence: UInt64
    /// Where the caller finds it again, opaque to the journal: names and checksums of files, not the state itself.
    public var payload: [UInt8]

    /// A checkpoint from its parts.
    public init(sequence: UInt64, payload: [UInt8]) {
        self.sequence = sequence
        self.payload = payload
    }
}
