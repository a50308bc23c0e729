extension LegalSource {
    /// How well a fact was checked.
    public struct Verification: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The name of the mark.
        public var rawValue: String
        /// Names a mark.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The name of the mark.
        public var description: String { rawValue }

        /// The wording of the law or the authority was read, if only in a copy or a translation.
        public static let primary = Verification(rawValue: "primary")
        /// Two or more independent accounts of it were read.
        public static let severalSecondary = Verification(rawValue: "severalSecondary")
        /// One account of it was read, or two that may be one.
        public static let oneSecondary = Verification(rawValue: "oneSecondary")
        /// Not looked up.
        public static let unverified = Verification(rawValue: "unverified")

        /// Whether it carries an obligation by itself. A mark that the library does not know carries none.
        public var isEnough: Bool { self == .primary || self == .severalSecondary }
    }
}
