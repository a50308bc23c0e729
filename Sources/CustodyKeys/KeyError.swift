public import CustodyModel

/// Why a key could not be had or used.
public struct KeyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No such key was ever made.
        public static let absent = Code(rawValue: "absent")
        /// The key was destroyed, or its destruction has begun.
        public static let erased = Code(rawValue: "erased")
        /// The key-encryption key does not fit the store.
        public static let wrongKey = Code(rawValue: "wrongKey")
        /// A sealed value does not open: it was altered or belongs elsewhere.
        public static let damaged = Code(rawValue: "damaged")
        /// A key of that owner and class exists already.
        public static let conflict = Code(rawValue: "conflict")
        /// The provider does not have that version of the key-encryption key.
        public static let unknownVersion = Code(rawValue: "unknownVersion")
        /// What it takes is not to be had now.
        public static let unavailable = Code(rawValue: "unavailable")
        /// As much was done with one key, or as many versions were made, as may be.
        public static let exhausted = Code(rawValue: "exhausted")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String
    /// Which key.
    public var key: KeyID?

    /// An error from its parts.
    public init(_ code: Code, _ message: String, key: KeyID? = nil) {
        self.code = code
        self.message = message
        self.key = key
    }

    /// The message with its code.
    public var description: String { "\(code.rawValue): \(message)" }
}
