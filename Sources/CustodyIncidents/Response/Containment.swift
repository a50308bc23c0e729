public import CustodyModel

/// A measure against further harm: from the moment of its record it works on every decision, until somebody releases it.
public struct Containment: Hashable, Sendable {
    /// What is held back.
    public enum Measure: Hashable, Sendable, Codable {
        /// A principal, whose name is sealed, may do nothing.
        case suspendPrincipal(SealedValue)
        /// A role gives nothing.
        case suspendRole(RoleID)
        /// Nothing is done for a purpose, or for one below it.
        case freezePurpose(Purpose)
        /// Nothing of a category is used, or of one below it.
        case freezeCategory(DataCategory)
        /// Nothing is handed out in bulk.
        case stopExports
        /// Keys were replaced. It is done at once, and nothing of it is in force afterwards.
        case replaceKeys

        /// Whether it stays in force until it is released.
        public var isLasting: Bool { self != .replaceKeys }

        // Short names on disk; renaming a case of the enum does not alter what was written.
        private enum CodingKeys: String, CodingKey {
            case suspendPrincipal = "p"
            case suspendRole = "r"
            case freezePurpose = "u"
            case freezeCategory = "c"
            case stopExports = "x"
            case replaceKeys = "k"
        }
    }

    /// How a measure ended.
    public struct Release: Hashable, Sendable {
        /// When that was recorded.
        public var at: Instant
        /// Who decided.
        public var by: PrincipalToken
        /// Why.
        public var reason: SealedValue

        /// An end from its parts.
        public init(at instant: Instant, by person: PrincipalToken, reason: SealedValue) {
            at = instant
            by = person
            self.reason = reason
        }
    }

    /// What is held back.
    public var measure: Measure
    /// Why.
    public var reason: SealedValue
    /// Since when, by its record.
    public var since: Instant
    /// Who decided.
    public var by: PrincipalToken
    /// How it ended; nil while nobody released it.
    public var release: Release?

    /// A measure from its parts.
    public init(
        measure: Measure, reason: SealedValue, since: Instant, by person: PrincipalToken, release: Release? = nil
    ) {
        self.measure = measure
        self.reason = reason
        self.since = since
        by = person
        self.release = release
    }

    /// Whether it is in force.
    public var isInForce: Bool { measure.isLasting && release == nil }
}
