public import CustodyModel

/// What is recorded with an event beyond who, what and when. Nil is "not told"; nothing is made up.
public struct ConsentDetails: Hashable, Sendable, Codable {
    /// Which categories of data it covers; nil for all that the purpose uses.
    public var categories: [DataCategory]?
    /// To which controller it was said, where several share a ledger; nil for the store's own.
    public var controller: ControllerID?
    /// What it rests on, or what it is against.
    public var basis: ConsentBasis?
    /// How it was collected.
    public var method: CollectionMethod?
    /// Where it came in.
    public var channel: ConsentChannel?
    /// In which language the person was spoken to, as a BCP 47 tag.
    public var language: String?
    /// Under which law, as an ISO 3166 code such as `DE` or `US-CA`.
    public var jurisdiction: String?
    /// Until when a consent holds; nil for no end.
    public var validUntil: Instant?
    /// Who says when it occurred; nil for our own clock.
    public var timeSource: TimeSource?
    /// Who answered for the person; nil when they did so themselves.
    public var onBehalf: Representation?
    /// What was found out about the age of a person who may be a child.
    public var age: AgeAssurance?
    /// Which signal it was.
    public var signal: PrivacySignal?
    /// The number of the event that an invalidation takes back.
    public var invalidates: Int?
    /// Where the event came from, when it was not recorded here first.
    public var origin: Origin?

    /// Details of which nothing is told.
    public init() {}

    /// Where an event came from.
    public struct Origin: Hashable, Sendable, Codable {
        /// Tells the event from every other, so that taking it over again adds nothing.
        public var key: Handle
        /// When the other ledger recorded it.
        public var recordedAt: Instant?
        /// When it took effect there, where that is not when it occurred.
        public var effectiveAt: Instant?
        /// Whose event it was before an account was linked.
        public var linkedFrom: SubjectToken?

        /// An origin from its parts.
        public init(
            key: Handle, recordedAt: Instant? = nil, effectiveAt: Instant? = nil, linkedFrom: SubjectToken? = nil
        ) {
            self.key = key
            self.recordedAt = recordedAt
            self.effectiveAt = effectiveAt
            self.linkedFrom = linkedFrom
        }

        private enum CodingKeys: String, CodingKey {
            case key = "k"
            case recordedAt = "r"
            case effectiveAt = "f"
            case linkedFrom = "l"
        }
    }

    /// What is malformed in it, by name; empty when nothing is. Names hold no free text, so that nothing personal slips in.
    public var faults: [String] {
        var faults: [String] = []
        if categories.map({ $0.isEmpty || !$0.allSatisfy(\.isWellFormed) }) ?? false { faults.append("categories") }
        if basis?.isWellFormed == false { faults.append("basis") }
        if method?.isWellFormed == false { faults.append("method") }
        if channel?.isWellFormed == false { faults.append("channel") }
        if timeSource?.isWellFormed == false { faults.append("timeSource") }
        if signal?.isWellFormed == false { faults.append("signal") }
        if let language, !Self.isTag(language) { faults.append("language") }
        if let jurisdiction, !Self.isTag(jurisdiction) { faults.append("jurisdiction") }
        if onBehalf?.capacity.isWellFormed == false { faults.append("onBehalf") }
        if let age, !Self.isTag(age.country) { faults.append("age") }
        return faults
    }

    /// Letters and digits in parts with `-` between, none empty or longer than eight (BCP 47; ISO 3166 is narrower).
    static func isTag(_ text: String) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
            (1...8).contains(part.utf8.count)
                && part.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case categories = "c"
        case controller = "o"
        case basis = "b"
        case method = "m"
        case channel = "h"
        case language = "l"
        case jurisdiction = "j"
        case validUntil = "u"
        case timeSource = "t"
        case onBehalf = "r"
        case age = "a"
        case signal = "s"
        case invalidates = "i"
        case origin = "g"
    }
}
