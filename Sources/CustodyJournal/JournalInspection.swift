/// What a read-only verification of a segment found.
public struct JournalInspection: Equatable, Sendable {
    /// The file.
    public let path: String
    /// The file's size in bytes when it was read.
    public let size: UInt64
    /// The store the segment belongs to; nil when the header cannot be read.
    public let storeID: [UInt8]?
    /// How many whole commits there are, also behind damage.
    public let frames: UInt64
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

/// One thing an inspection found.
public struct JournalFinding: Equatable, Sendable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: Sendable, Hashable {
        /// In order for a journal in use or after a crash.
        case notice
        /// A tear or damage, which the file alone cannot tell apart; opening for writing cuts it off.
        case doubt
        /// Durable bytes changed, or the file cannot be read; opening refuses.
        case damage
    }

    /// How bad it is.
    public let severity: Severity
    /// The file.
    public let path: String
    /// Where it begins, in bytes from the file's start.
    public let offset: UInt64
    /// How many bytes it concerns, where that is known.
    public let length: UInt64?
    /// The sequence expected there, where there is one.
    public let sequence: UInt64?
    /// The error kind that opening would give.
    public let code: JournalError.Code?
    /// What it is, for people.
    public let message: String

    /// One line.
    public var description: String {
        var text = "\(severity): \(message) [\(path), offset \(offset)"
        if let length { text += ", \(length) bytes" }
        if let sequence { text += ", sequence \(sequence)" }
        return text + "]"
    }
}
