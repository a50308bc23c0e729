/// What a read-only verification of a segment found.
public struct SegmentInspection: Equatable, Sendable {
    /// The file.
    public let path: String
    /// The file's size in bytes when it was read.
    public let size: UInt64
    /// The store the segment belongs to; nil when the header cannot be read.
    public let storeID: [UInt8]?
    /// How many whole commits there are, also behind damage.
    public let frames: UInt64
    /// The sequence that its first commit has or will have; nil when the header cannot be read.
    public let firstSequence: UInt64?
    /// The last one's sequence.
    public let lastSequence: UInt64
    /// The last whole frame's writer epoch.
    public let writerEpoch: UInt32
    /// Whether the file ends in a whole close frame and nothing is wrong before it.
    public let closedCleanly: Bool
    /// Everything that is not as a cleanly closed segment should be, in order of place;
    /// the inspection stops after a thousand.
    public let findings: [JournalFinding]

    /// Whether any finding is damage: opening refuses such a file.
    public var isDamaged: Bool { findings.contains { $0.severity == .damage } }
}
