/// How a journal is kept. Each value has a default that fits a server with a local disk.
public struct JournalOptions: Sendable {
    /// The size in bytes at which a segment is sealed and the next one begun; a segment may pass it by one batch, and by more while no
    /// descriptor or no space is left to make another file.
    public var segmentBytes: Int
    /// How far ahead of the writer a segment is filled with zeros, in bytes; 0 for not at all.
    ///
    /// A sync of bytes that overwrite zeros need not make a new file size durable, and costs about half as much.
    public var preallocatedBytes: Int
    /// What the tests of the tests switch off; always empty otherwise.
    package var sabotage: Set<JournalSabotage> = []

    /// Options from their parts.
    public init(segmentBytes: Int = 64 << 20, preallocatedBytes: Int = 8 << 20) {
        self.segmentBytes = max(segmentBytes, SegmentHeader.size + FrameHeader.overhead)
        self.preallocatedBytes = max(0, preallocatedBytes)
    }
}

/// A promise that is broken on purpose, so that the crash tests can show that they notice.
package enum JournalSabotage: String, Sendable, Hashable, CaseIterable {
    /// A body is taken as whole whatever its checksum says.
    case skipBodyChecksum
    /// A failed sync does not stop the writer.
    case keepWritingAfterFailure
    /// Opening trusts what the kernel shows of an earlier writer's last frames.
    case skipSettle
    /// A bad frame counts as torn, also when a later one or the manifest certifies it.
    case ignoreCertification
    /// The frame is written before the companion.
    case frameBeforeCompanion
    /// Covered segments are removed before the manifest that no longer names them is durable.
    case removeSegmentsBeforeManifest
    /// A new segment is written to before the manifest names it.
    case writeBeforeManifest
}
