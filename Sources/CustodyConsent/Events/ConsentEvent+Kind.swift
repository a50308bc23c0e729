import CustodyModel

extension ConsentEvent {
    /// What was decided or done. Kinds may be added; an unknown one is refused when it is read and never taken for a yes.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
        // One byte in every event, and quick to compare.
        private let code: UInt8

        private init(code: UInt8) { self.code = code }

        /// The name that is written.
        public var rawValue: String { Self.names[Int(code)] }

        /// The kind of that name; nil when this version of the library does not know it.
        public init?(rawValue: String) {
            guard let place = Self.names.firstIndex(of: rawValue) else { return nil }
            code = UInt8(place)
        }

        /// Consent was given (GDPR Art. 4(11)).
        public static let given = Kind(code: 0)
        /// Consent was asked for and not given. Recorded, so that nobody is asked for ever.
        public static let refused = Kind(code: 1)
        /// Consent was withdrawn by the person or for them (GDPR Art. 7(3)).
        public static let withdrawn = Kind(code: 2)
        /// The person objected to processing for the purpose (GDPR Art. 21).
        public static let objected = Kind(code: 3)
        /// The person took an objection back, or it was decided (GDPR Art. 21(1)).
        public static let objectionLifted = Kind(code: 4)
        /// Processing of everything about the person is restricted (GDPR Art. 18(1)).
        public static let restricted = Kind(code: 5)
        /// The restriction ended; the person is told before (GDPR Art. 18(3)).
        public static let restrictionLifted = Kind(code: 6)
        /// The notice was shown and consent was asked for; no answer yet.
        public static let requested = Kind(code: 7)
        /// Consent was given again by somebody who had given it, before or after it ran out.
        public static let renewed = Kind(code: 8)
        /// Consent was ended by another than the person.
        public static let revoked = Kind(code: 9)
        /// Consent ran out. One that has an end runs out by itself; this records another reason.
        public static let expired = Kind(code: 10)
        /// A consent turned out never to have been valid; ``ConsentDetails/invalidates`` says which.
        public static let invalidated = Kind(code: 11)
        /// The person's software began to send a signal that they opt out.
        public static let optedOut = Kind(code: 12)
        /// It was told that the signal is sent no more. It gives no consent and lifts nothing.
        public static let signalEnded = Kind(code: 13)

        /// Every kind that this version knows.
        public static let all: [Kind] = names.indices.map { Kind(code: UInt8($0)) }

        private static let names = [
            "given", "refused", "withdrawn", "objected", "objectionLifted", "restricted", "restrictionLifted", "requested",
            "renewed", "revoked", "expired", "invalidated", "optedOut", "signalEnded",
        ]

        /// The name that is written.
        public var description: String { rawValue }

        /// The same kind.
        public static func == (left: Kind, right: Kind) -> Bool { left.code == right.code }
        /// By the kind.
        public func hash(into hasher: inout Hasher) { hasher.combine(code) }

        /// Whether the kind needs a notice: nobody can agree to, or refuse, what they were not told (GDPR Art. 7(2)).
        public var needsNotice: Bool { isAnswer || self == .requested }

        /// Whether the kind answers what was asked: that the notice was shown before has to be on record.
        public var isAnswer: Bool { self == .given || self == .refused || self == .renewed }

        /// Whether the kind gives consent.
        public var givesConsent: Bool { self == .given || self == .renewed }

        /// Whether the kind protects the person. Such an event is taken whatever is missing: withdrawing must be as easy as
        /// giving (GDPR Art. 7(3)).
        public var protectsPerson: Bool {
            self == .withdrawn || self == .revoked || self == .objected || self == .restricted || self == .optedOut
        }

        /// Whether the kind concerns one purpose; a restriction concerns the person as a whole.
        public var concernsPurpose: Bool { self != .restricted && self != .restrictionLifted }
    }
}
