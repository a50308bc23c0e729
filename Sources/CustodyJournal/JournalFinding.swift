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
