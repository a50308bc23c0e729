/// Something that verification found wrong.
public struct AuditFinding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What kind of fault it is.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A leaf cannot be read.
        public static let leaf = Code(rawValue: "leaf")
        /// A leaf is not the one the tree holds, or the tree's root does not follow from its leaves.
        public static let tree = Code(rawValue: "tree")
        /// Commits go backwards.
        public static let order = Code(rawValue: "order")
        /// Compartments are not those the leaf commits to.
        public static let payload = Code(rawValue: "payload")
        /// A compartment does not open with its person's key.
        public static let content = Code(rawValue: "content")
        /// Content is missing without an erasure that explains it, or an erasure explains something else.
        public static let erasure = Code(rawValue: "erasure")
        /// The newest checkpoint cannot be read or its signature does not hold.
        public static let checkpoint = Code(rawValue: "checkpoint")
        /// What the log should hold is not there or cannot be read.
        public static let missing = Code(rawValue: "missing")
        /// Entries were removed and no prune in the log accounts for it, or the prune that does is not true.
        public static let prune = Code(rawValue: "prune")
        /// What was pruned is not what was anchored: the prune hides a change.
        public static let forgedPrune = Code(rawValue: "forgedPrune")
        /// The log is shorter than, or other than, what was signed.
        public static let rollback = Code(rawValue: "rollback")
        /// The log's key was replaced in a way that its leaves do not tell.
        public static let key = Code(rawValue: "key")
        /// The log is another one than the checkpoint at hand is of.
        public static let otherOrigin = Code(rawValue: "otherOrigin")
        /// The log is signed with a key that the configured one does not vouch for.
        public static let foreignKey = Code(rawValue: "foreignKey")
        /// The end of the log was cut off: it is shorter than what was anchored and than what it signed itself.
        public static let truncated = Code(rawValue: "truncated")
        /// The log is whole in itself and shorter than what was anchored, as when an older copy of the store is put back.
        public static let olderState = Code(rawValue: "olderState")
        /// The store was put back to an older copy, which an entry says was accepted: what was anchored beyond it is lost.
        public static let restored = Code(rawValue: "restored")
        /// The log begins as the anchored one and goes on otherwise.
        public static let forked = Code(rawValue: "forked")
        /// Another log stands in the place of the anchored one.
        public static let replaced = Code(rawValue: "replaced")
        /// A code of the vocabulary was given twice.
        public static let vocabulary = Code(rawValue: "vocabulary")
    }

    /// What kind of fault it is.
    public var code: Code
    /// Where in the log.
    public var place: AuditPlace
    /// The file, for backends that have files.
    public var file: String?
    /// The byte in the file.
    public var offset: UInt64?
    /// What is wrong.
    public var message: String

    /// A finding from its parts.
    public init(_ code: Code, at place: AuditPlace, file: String? = nil, offset: UInt64? = nil, _ message: String) {
        self.code = code
        self.place = place
        self.file = file
        self.offset = offset
        self.message = message
    }

    /// The place and what is wrong there.
    public var description: String {
        let file = file.map { " (\($0)\(offset.map { " byte \($0)" } ?? ""))" } ?? ""
        return "\(place)\(file): \(code.rawValue): \(message)"
    }
}
