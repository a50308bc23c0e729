/// Why a unit of work did not become durable.
public struct CommitError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nothing of the unit is durable; it may be tried again once the cause is gone.
        public static let notCommitted = Code(rawValue: "notCommitted")
        /// The unit is wholly in or wholly out, and only reopening tells which. Retry with the same idempotency key.
        public static let commitUnknown = Code(rawValue: "commitUnknown")
        /// The unit is durable, but what is stored is damaged, so that it could not be taken in. Reopen the store.
        public static let damaged = Code(rawValue: "damaged")
        /// An earlier failure left the store's end unknown; reopen it.
        public static let poisoned = Code(rawValue: "poisoned")
        /// The store is closed.
        public static let closed = Code(rawValue: "closed")
        /// One backend has its part, another has not.
        public static let partlyCommitted = Code(rawValue: "partlyCommitted")
        /// The idempotency key was used before for something else.
        public static let idempotencyKeyReused = Code(rawValue: "idempotencyKeyReused")
        /// The coordinator cannot do it.
        public static let unsupported = Code(rawValue: "unsupported")
        /// A change could not be turned into bytes.
        public static let unencodable = Code(rawValue: "unencodable")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String

    /// An error from its parts.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Two errors are the same failure when their codes are.
    public static func == (left: CommitError, right: CommitError) -> Bool { left.code == right.code }

    /// The message with its code.
    public var description: String { "\(code.rawValue): \(message)" }
}

extension CommitError {
    /// Whether some or all of the unit may be durable.
    public var isInDoubt: Bool { code == .commitUnknown || code == .partlyCommitted }
}

extension CommitError: DamageReporting {
    /// Whether the unit met damage.
    public var isDamage: Bool { code == .damaged }
}
