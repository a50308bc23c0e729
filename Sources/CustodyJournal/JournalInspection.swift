/// What a read-only verification of a journal's directory found.
public struct JournalInspection: Equatable, Sendable {
    /// The manifest's generation; nil when there is none that can be read.
    public let generation: UInt64?
    /// The newest checkpoint; nil when there is none.
    public let checkpoint: JournalCheckpoint?
    /// The segments that the manifest names, in order; without a manifest those that stand there.
    public let segments: [SegmentInspection]
    /// What is not as it should be beside the segments: the manifest, and files that it does not name.
    public let ownFindings: [JournalFinding]

    /// Everything that is not as in a cleanly closed journal.
    public var findings: [JournalFinding] { ownFindings + segments.flatMap(\.findings) }
    /// How many whole commits the segments hold, also behind damage and also those that the checkpoint covers.
    public var frames: UInt64 { segments.reduce(0) { $0 + $1.frames } }
    /// The last commit's sequence.
    public var lastSequence: UInt64 { segments.last?.lastSequence ?? 0 }
    /// Whether the last writer stopped in order and nothing is wrong.
    public var closedCleanly: Bool { segments.last?.closedCleanly == true && findings.isEmpty }
    /// Whether any finding is damage: opening refuses such a journal.
    public var isDamaged: Bool { findings.contains { $0.severity == .damage } }
}
