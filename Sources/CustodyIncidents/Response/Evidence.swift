public import CustodyModel

/// A piece of evidence: what it is, and through whose hands it went. Its bytes stay with the host.
public struct Evidence: Hashable, Sendable, Codable {
    /// One station of its custody.
    public struct Handover: Hashable, Sendable, Codable {
        /// What was done with it.
        public struct Act: Name {
            /// The text.
            public let rawValue: String
            /// Wraps the text.
            public init(rawValue: String) { self.rawValue = rawValue }

            /// It was collected.
            public static let collected: Act = "collected"
            /// Somebody else took it.
            public static let passed: Act = "passed"
            /// It was examined.
            public static let examined: Act = "examined"
            /// It was given back.
            public static let returned: Act = "returned"
            /// It was destroyed.
            public static let destroyed: Act = "destroyed"
        }

        /// What was done.
        public var act: Act
        /// Who has it then.
        public var holder: SealedValue
        /// When.
        public var at: PartialInstant
        /// The SHA-256 that the bytes had then.
        public var digest: Bytes
        /// Ties the station to the one before: SHA-256 over that one's link and what this one says. The caller computes it.
        public var link: Bytes

        /// A station from its parts.
        public init(_ act: Act, holder: SealedValue, at time: PartialInstant, digest: Bytes, link: Bytes) {
            self.act = act
            self.holder = holder
            at = time
            self.digest = digest
            self.link = link
        }

        private enum CodingKeys: String, CodingKey {
            case act = "a"
            case holder = "h"
            case at = "t"
            case digest = "d"
            case link = "l"
        }
    }

    /// What it is.
    public var name: SealedValue
    /// The SHA-256 of its bytes.
    public var digest: Bytes
    /// How many bytes.
    public var size: UInt64
    /// Where its bytes are.
    public var location: SealedValue
    /// Through whose hands it went, in order; the first collected it.
    public var custody: [Handover]

    /// A piece of evidence from its parts.
    public init(
        _ name: SealedValue, digest: Bytes, size: UInt64, location: SealedValue, collected first: Handover
    ) {
        self.name = name
        self.digest = digest
        self.size = size
        self.location = location
        custody = [first]
    }

    /// Whether its bytes were the same at every station.
    public var isUnaltered: Bool { custody.allSatisfy { $0.digest == digest } }

    private enum CodingKeys: String, CodingKey {
        case name = "n"
        case digest = "d"
        case size = "s"
        case location = "l"
        case custody = "c"
    }
}
