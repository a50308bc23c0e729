/// Why a policy could not be read, compiled, adopted or kept. Denials are no errors: they are an ``AccessDecision``.
public struct AccessError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The bytes are not a policy document.
        public static let malformedDocument = Code(rawValue: "malformedDocument")
        /// The document has a key that means nothing; most likely a misspelling.
        public static let unknownKey = Code(rawValue: "unknownKey")
        /// The document has the same key twice in one place.
        public static let duplicateKey = Code(rawValue: "duplicateKey")
        /// A rule names an action that the library does not have and the document does not declare.
        public static let unknownAction = Code(rawValue: "unknownAction")
        /// The document contradicts itself or the law; ``AccessError/findings`` says where.
        public static let invalidPolicy = Code(rawValue: "invalidPolicy")
        /// There are more categories than a mask has places.
        public static let tooManyCategories = Code(rawValue: "tooManyCategories")
        /// A category that no schema and no rule has named.
        public static let unknownCategory = Code(rawValue: "unknownCategory")
        /// The policy was changed by somebody else in the meantime, or the version does not follow the current one.
        public static let versionConflict = Code(rawValue: "versionConflict")
        /// The categories of a new policy do not continue those of the old one.
        public static let registryMismatch = Code(rawValue: "registryMismatch")
        /// A public key or a digest has the wrong length.
        public static let malformedKey = Code(rawValue: "malformedKey")
        /// The public key belongs to a principal already.
        public static let keyAlreadyEnrolled = Code(rawValue: "keyAlreadyEnrolled")
        /// A host's engine gave an answer that contradicts itself or the request.
        public static let engineMisbehaved = Code(rawValue: "engineMisbehaved")
        /// A request of another tool that means nothing.
        public static let malformedRequest = Code(rawValue: "malformedRequest")
        /// A change of access that the rules for changes refuse.
        public static let changeRefused = Code(rawValue: "changeRefused")
        /// A host's engine took too long.
        public static let engineTimedOut = Code(rawValue: "engineTimedOut")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What is wrong and what to do.
    public var message: String
    /// Where in the document, such as `roles[0].rules[1].purposes[0]`.
    public var place: String?
    /// Everything that is wrong with the document, when that is why.
    public var findings: [PolicyFinding]

    /// An error from its parts.
    public init(_ code: Code, _ message: String, at place: String? = nil, findings: [PolicyFinding] = []) {
        self.code = code
        self.message = message
        self.place = place
        self.findings = findings
    }

    /// Two errors are the same failure when their code and place are.
    public static func == (left: AccessError, right: AccessError) -> Bool {
        left.code == right.code && left.place == right.place
    }

    /// The code, the place and the message.
    public var description: String {
        let place = place.map { " at \($0)" } ?? ""
        return "\(code.rawValue)\(place): \(message)"
    }
}
