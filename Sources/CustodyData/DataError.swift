/// Why a data store refused a change or a question.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A record of that identity exists already.
        public static let recordExists = Code(rawValue: "recordExists")
        /// There is no such record of that subject.
        public static let noSuchRecord = Code(rawValue: "noSuchRecord")
        /// The record has no such field.
        public static let noSuchField = Code(rawValue: "noSuchField")
        /// The record was changed in the meantime, or its new version does not follow.
        public static let versionConflict = Code(rawValue: "versionConflict")
        /// Something about the subject changed since it was read.
        public static let subjectChanged = Code(rawValue: "subjectChanged")
        /// The record would belong to another subject or be of another kind.
        public static let identityChanged = Code(rawValue: "identityChanged")
        /// One batch writes one record twice, or two changes of one unit write one record or one identifier.
        public static let writtenTwice = Code(rawValue: "writtenTwice")
        /// A record without a field or without a purpose.
        public static let emptyRecord = Code(rawValue: "emptyRecord")
        /// The identifier is bound already.
        public static let alreadyBound = Code(rawValue: "alreadyBound")
        /// The identifiers of somebody are no longer those that were read.
        public static let identifiersChanged = Code(rawValue: "identifiersChanged")
        /// The question cannot be answered as it was put.
        public static let invalidQuery = Code(rawValue: "invalidQuery")
        /// What an erasure is to drop cannot be read now. It stays begun, so that nobody sees it, and is dropped later.
        public static let unreadable = Code(rawValue: "unreadable")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String
    /// Which record, subject or index, as its hexadecimal digits.
    public var place: String?

    /// An error from its parts.
    public init(_ code: Code, _ message: String, at place: String? = nil) {
        self.code = code
        self.message = message
        self.place = place
    }

    /// Two errors are the same failure when their code and place are.
    public static func == (left: DataError, right: DataError) -> Bool {
        left.code == right.code && left.place == right.place
    }

    /// The code, the place and the message.
    public var description: String {
        let place = place.map { " at \($0)" } ?? ""
        return "\(code.rawValue)\(place): \(message)"
    }
}
