import CustodyJournal
public import CustodyModel

/// Why a directory could not be opened, read or kept.
public struct CustodyFilesError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The directory is no store.
        public static let notAStore = Code(rawValue: "notAStore")
        /// Something stands where a new store is to be made.
        public static let alreadyExists = Code(rawValue: "alreadyExists")
        /// Another process holds the directory.
        public static let heldElsewhere = Code(rawValue: "heldElsewhere")
        /// The store was written by a newer version of the library.
        public static let newerFormat = Code(rawValue: "newerFormat")
        /// A file of the store is not what was written.
        public static let corrupt = Code(rawValue: "corrupt")
        /// A number that the store counts by is used up.
        public static let tooLarge = Code(rawValue: "tooLarge")
        /// The operating system refused.
        public static let io = Code(rawValue: "io")
        /// There is no key file, or it cannot be read.
        public static let keyFileMissing = Code(rawValue: "keyFileMissing")
        /// The key file is not whole.
        public static let keyFileDamaged = Code(rawValue: "keyFileDamaged")
        /// A backup is not whole: it was cut off, or a file of it is not what was backed up.
        public static let tornBackup = Code(rawValue: "tornBackup")
        /// A backup is of another store, or of something else than was asked for.
        public static let foreignBackup = Code(rawValue: "foreignBackup")
        /// A backup of keys is older than it may be, or older than the data.
        public static let backupTooOld = Code(rawValue: "backupTooOld")
        /// Nothing says who was erased since the backup was made.
        public static let unanchored = Code(rawValue: "unanchored")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String
    /// Which file.
    public var path: String?
    /// Where in the file, in bytes.
    public var offset: UInt64?

    /// An error from its parts.
    public init(_ code: Code, _ message: String, path: String? = nil, offset: UInt64? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.offset = offset
    }

    /// The message with its code and place.
    public var description: String {
        let place = path.map { " [\($0)\(offset.map { ", offset \($0)" } ?? "")]" } ?? ""
        return "\(code.rawValue): \(message)\(place)"
    }

    /// A failure of the journal in the words of the directory.
    init(_ error: JournalError) {
        let code: Code =
            switch error.code {
            case .locked: .heldElsewhere
            case .newerFormat: .newerFormat
            case .corrupt, .notAJournal, .foreignStore: .corrupt
            default: .io
            }
        self.init(code, error.message, path: error.path, offset: error.offset)
    }

    /// Runs the body and turns what the journal throws into this error.
    package static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as JournalError { throw CustodyFilesError(error) }
    }
}

extension CustodyFilesError: DamageReporting {
    /// Whether a file is not what was written.
    public var isDamage: Bool { code == .corrupt }
}
