import CustodyJournal

/// Something in a store's directory that is not as it should be.
public struct StoreFinding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, Codable {
        /// In order for a store in use or after a crash.
        case notice
        /// A tear or damage, which cannot be told apart; opening cuts it off and keeps a copy.
        case doubt
        /// What was written has changed.
        case damage
    }

    /// How bad it is.
    public var severity: Severity
    /// The file, from the store's directory.
    public var file: String
    /// Where in the file, in bytes.
    public var offset: UInt64
    /// Which commit stood or was expected there; nil where that says nothing.
    public var sequence: UInt64?
    /// What it is.
    public var message: String

    /// A finding from its parts.
    public init(severity: Severity, file: String, offset: UInt64, sequence: UInt64? = nil, message: String) {
        self.severity = severity
        self.file = file
        self.offset = offset
        self.sequence = sequence
        self.message = message
    }

    /// One line.
    public var description: String {
        "\(severity.rawValue): \(file), offset \(offset)\(sequence.map { ", commit \($0)" } ?? ""): \(message)"
    }

    init(_ finding: JournalFinding, in directory: String) {
        let severity: Severity =
            switch finding.severity {
            case .notice: .notice
            case .doubt: .doubt
            case .damage: .damage
            }
        self.init(
            severity: severity, file: Self.relative(finding.path, to: directory), offset: finding.offset,
            sequence: finding.sequence, message: finding.message)
    }

    static func relative(_ path: String, to directory: String) -> String {
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}
