/// Every error this module throws or hands to a completion.
///
/// The message says what was attempted and what to do about it; it never holds a byte of what was stored.
public struct JournalError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it was. New kinds may be added; treat an unknown one as `io`.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The kind's stable name.
        public let rawValue: String

        /// Makes a kind from its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The kind's stable name.
        public var description: String { rawValue }

        /// The operating system refused or failed; `errno` says how.
        public static let io = Code(rawValue: "io")
        /// The disk or the quota is full, or the file would be too big for the file system.
        public static let noSpace = Code(rawValue: "noSpace")
        /// Another writer holds the directory.
        public static let locked = Code(rawValue: "locked")
        /// Durable bytes changed: refuse to work, keep the file, restore from a backup.
        public static let corrupt = Code(rawValue: "corrupt")
        /// Written by a later version of this library.
        public static let newerFormat = Code(rawValue: "newerFormat")
        /// The path holds something that no version of this library wrote.
        public static let notAJournal = Code(rawValue: "notAJournal")
        /// The journal belongs to another store.
        public static let foreignStore = Code(rawValue: "foreignStore")
        /// An earlier failure stopped this writer; open again to go on.
        public static let poisoned = Code(rawValue: "poisoned")
        /// The commit is wholly in or wholly out, and only opening again can tell.
        public static let commitUnknown = Code(rawValue: "commitUnknown")
        /// The commit is certainly not in the journal.
        public static let notWritten = Code(rawValue: "notWritten")
        /// A body above ``Journal/maximumBodyBytes``, or a counter that is used up.
        public static let tooLarge = Code(rawValue: "tooLarge")
        /// The sequence was not the one after the last.
        public static let outOfOrder = Code(rawValue: "outOfOrder")
        /// The journal or the file is closed.
        public static let closed = Code(rawValue: "closed")
        /// Opened for reading only.
        public static let readOnly = Code(rawValue: "readOnly")
        /// Nothing is there.
        public static let notFound = Code(rawValue: "notFound")
        /// The journal's writer changed what was being read: read again.
        public static let changedMeanwhile = Code(rawValue: "changedMeanwhile")
        /// Something is there already.
        public static let alreadyExists = Code(rawValue: "alreadyExists")
        /// Not allowed, or a read-only file system.
        public static let permission = Code(rawValue: "permission")
        /// The caller passed a value that can never work.
        public static let invalidArgument = Code(rawValue: "invalidArgument")
    }

    /// What kind of failure it was.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String
    /// The file or directory it is about.
    public var path: String?
    /// The place in the file, in bytes from its start.
    public var offset: UInt64?
    /// The frame's sequence, or the one expected at `offset`.
    public var sequence: UInt64?
    /// The operating system's error number.
    public var errno: Int32?

    /// Makes an error.
    public init(
        _ code: Code, _ message: String, path: String? = nil, offset: UInt64? = nil, sequence: UInt64? = nil,
        errno: Int32? = nil
    ) {
        self.code = code
        self.message = message
        self.path = path
        self.offset = offset
        self.sequence = sequence
        self.errno = errno
    }

    /// One line: kind, message, and the place.
    public var description: String {
        var text = "\(code): \(message)"
        if let path { text += " [\(path)" } else { return text }
        if let offset { text += ", offset \(offset)" }
        if let sequence { text += ", sequence \(sequence)" }
        return text + "]"
    }
}
