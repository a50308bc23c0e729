/// Something that is wrong with an exported bundle.
public struct ExportFault: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What kind of fault it is.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A file that the manifest names is not there.
        public static let missing = Code(rawValue: "missing")
        /// A file that the manifest does not name stands there.
        public static let unexpected = Code(rawValue: "unexpected")
        /// A file is not the one whose digest the manifest tells.
        public static let digest = Code(rawValue: "digest")
        /// The manifest cannot be read or contradicts itself.
        public static let manifest = Code(rawValue: "manifest")
        /// A line is no entry, or not written as the entry is.
        public static let line = Code(rawValue: "line")
        /// An entry stands where it does not belong, or entries are missing.
        public static let order = Code(rawValue: "order")
        /// The compartments are not those that the leaf commits to.
        public static let payload = Code(rawValue: "payload")
        /// Parts are said to be erased, and the entry that is said to have done it did not.
        public static let erasure = Code(rawValue: "erasure")
        /// The entry does not lead to the root of the checkpoint.
        public static let tree = Code(rawValue: "tree")
        /// The checkpoint cannot be read, is another than the manifest says, or no trusted key signed it.
        public static let checkpoint = Code(rawValue: "checkpoint")
        /// Entries are missing at the beginning, and no leaf says that they were pruned.
        public static let prune = Code(rawValue: "prune")
        /// A name has another number than the log gave it.
        public static let vocabulary = Code(rawValue: "vocabulary")
    }

    /// What kind of fault it is.
    public var code: Code
    /// The file.
    public var file: String
    /// The line, counted from 1; nil for the file as a whole.
    public var line: UInt64?
    /// What is wrong.
    public var message: String

    /// A fault from its parts.
    public init(_ code: Code, in file: String, line: UInt64? = nil, _ message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.message = message
    }

    /// The place and what is wrong there.
    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(code.rawValue): \(message)" }
}
