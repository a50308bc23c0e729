/// What checking a policy found: errors forbid its use, warnings are for its author.
public struct PolicyFindings: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What must be mended before the policy can be used.
    public var errors: [PolicyFinding] = []
    /// What is odd but harmless.
    public var warnings: [PolicyFinding] = []

    /// Nothing found.
    public init() {}

    /// Whether the policy can be used.
    public var isUsable: Bool { errors.isEmpty }

    /// One finding a line.
    public var description: String {
        (errors.map { "error: \($0)" } + warnings.map { "warning: \($0)" }).joined(separator: "\n")
    }
}

/// One thing that is wrong with a policy.
public struct PolicyFinding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What kind of thing it is.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The edition is smaller than 1.
        public static let badVersion = Code(rawValue: "badVersion")
        /// A name is empty or has characters that names do not have.
        public static let malformedName = Code(rawValue: "malformedName")
        /// A role that does not exist.
        public static let unknownRole = Code(rawValue: "unknownRole")
        /// Roles that inherit from each other in a circle.
        public static let inheritanceCycle = Code(rawValue: "inheritanceCycle")
        /// The same role, principal, purpose or action twice.
        public static let duplicate = Code(rawValue: "duplicate")
        /// A category that no field has.
        public static let unknownCategory = Code(rawValue: "unknownCategory")
        /// A purpose that is not declared.
        public static let undeclaredPurpose = Code(rawValue: "undeclaredPurpose")
        /// A declaration of a purpose that the law sets.
        public static let builtInPurpose = Code(rawValue: "builtInPurpose")
        /// A basis or condition that the GDPR does not have.
        public static let unknownLaw = Code(rawValue: "unknownLaw")
        /// Legitimate interests without the balancing.
        public static let missingBalancing = Code(rawValue: "missingBalancing")
        /// Recognised legitimate interests without the condition that they meet, or such a condition on another basis.
        public static let missingCondition = Code(rawValue: "missingCondition")
        /// An action that neither the library nor the document has.
        public static let unknownAction = Code(rawValue: "unknownAction")
        /// A rule that says nothing.
        public static let emptyRule = Code(rawValue: "emptyRule")
        /// An exclusion of fewer than two roles.
        public static let emptyExclusion = Code(rawValue: "emptyExclusion")
        /// A principal that holds roles which exclude each other.
        public static let exclusionViolated = Code(rawValue: "exclusionViolated")
        /// A role that nobody may ever hold, because it joins roles which exclude each other.
        public static let roleNobodyMayHold = Code(rawValue: "roleNobodyMayHold")
        /// A condition on a fact or a training that the document does not declare.
        public static let undeclaredFact = Code(rawValue: "undeclaredFact")
        /// A condition that means nothing, such as hours that end where they start.
        public static let badCondition = Code(rawValue: "badCondition")
        /// A number that limits nothing or everything.
        public static let badLimit = Code(rawValue: "badLimit")
        /// A grant that ends before it starts.
        public static let badGrant = Code(rawValue: "badGrant")
        /// A principal that holds a role without the roles that it requires.
        public static let prerequisiteMissing = Code(rawValue: "prerequisiteMissing")
        /// A role that more principals hold than may.
        public static let tooManyHolders = Code(rawValue: "tooManyHolders")
        /// A prohibition with purposes that it spares: say for which purposes it is.
        public static let exceptionOfProhibition = Code(rawValue: "exceptionOfProhibition")
        /// A rule that gives, or drops, and is marked overridable: a ticket overrides prohibitions.
        public static let overridablePermission = Code(rawValue: "overridablePermission")
        /// An obligation that has no name.
        public static let unknownObligation = Code(rawValue: "unknownObligation")
        /// A rule that can never speak, or whose permission a prohibition always takes away.
        public static let unreachableRule = Code(rawValue: "unreachableRule")
        /// A permission that another one gives already.
        public static let shadowedPermit = Code(rawValue: "shadowedPermit")
        /// A prohibition for a purpose, beside a permission for one above it that it does not reach.
        public static let widerPurposePasses = Code(rawValue: "widerPurposePasses")
        /// Masking of something else than reading.
        public static let maskWithoutRead = Code(rawValue: "maskWithoutRead")
        /// A mask that keeps less than nothing.
        public static let badKeepLast = Code(rawValue: "badKeepLast")
        /// More different numbers of characters that stay than a decision has room for.
        public static let tooManyMasks = Code(rawValue: "tooManyMasks")
        /// Special categories within reach of a purpose that has no condition for them.
        public static let specialWithoutCondition = Code(rawValue: "specialWithoutCondition")
        /// Criminal data within reach of a purpose that names no law for them.
        public static let criminalWithoutLaw = Code(rawValue: "criminalWithoutLaw")
        /// More categories than a mask has places.
        public static let tooManyCategories = Code(rawValue: "tooManyCategories")
        /// A condition, or a part of the organisation, about which a store knows nothing.
        public static let unknownInStore = Code(rawValue: "unknownInStore")
        /// An obligation of an action in whose call nobody says to a store that they meet it.
        public static let unmetInStore = Code(rawValue: "unmetInStore")
        /// A role that nobody holds.
        public static let unusedRole = Code(rawValue: "unusedRole")
        /// A role that permits nothing.
        public static let emptyRole = Code(rawValue: "emptyRole")
    }

    /// What kind of thing it is.
    public var code: Code
    /// What is wrong and what to do.
    public var message: String
    /// Where, such as `roles[0].rules[1].purposes[0]`.
    public var path: String

    /// A finding from its parts.
    public init(_ code: Code, _ message: String, at path: String) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// The path and the message.
    public var description: String { "\(path): \(message) (\(code.rawValue))" }
}
