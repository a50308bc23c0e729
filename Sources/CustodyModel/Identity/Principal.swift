/// How the policy names a person or service that acts.
public struct PrincipalID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Who is asking, and how sure the host is of it. The library does not authenticate anybody: the host does, and says how.
///
/// It prints without its name: who acted belongs in the audit log, not in whatever happens to print it.
public struct Principal: Hashable, Sendable, Codable, CustomStringConvertible, CustomReflectable {
    /// The name that the policy knows.
    public var id: PrincipalID
    /// How the host found out who it is.
    public var authentication: Authentication

    /// A principal as the host authenticated it.
    public init(_ id: PrincipalID, _ authentication: Authentication) {
        self.id = id
        self.authentication = authentication
    }

    /// Never the name.
    public var description: String { "‹principal›" }
    /// Never the name.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How, when and by what a principal was authenticated.
public struct Authentication: Hashable, Sendable, Codable {
    /// A way to authenticate.
    public struct Method: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nobody checked: the caller said so, for instance the operator of a command-line tool.
        public static let asserted: Method = "asserted"
        /// A password.
        public static let password: Method = "password"
        /// Two or more factors.
        public static let multiFactor: Method = "multi-factor"
        /// A certificate or token of a service.
        public static let workload: Method = "workload"
        /// A signature by the key that the principal enrolled.
        public static let signature: Method = "signature"
    }

    /// How.
    public var method: Method
    /// When.
    public var at: Instant
    /// By which system.
    public var authority: String
    /// How much it is worth: an assurance level of NIST SP 800-63B, 0 when nobody checked.
    public var level: Int

    /// An authentication as the host reports it.
    public init(_ method: Method, at: Instant, by authority: String, level: Int) {
        self.method = method
        self.at = at
        self.authority = authority
        self.level = level
    }
}
