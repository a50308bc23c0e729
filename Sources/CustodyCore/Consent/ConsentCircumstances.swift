public import CustodyConsent
public import CustodyModel

/// What is told about an answer beside the answer itself. Nil is "not told".
public struct ConsentCircumstances: Hashable, Sendable {
    /// When the person answered; now when nil.
    public var occurredAt: Instant?
    /// Who says when; nil for our own clock.
    public var timeSource: TimeSource?
    /// Which categories of data it covers, each known to a schema or the policy, itself or a part of it; nil for all that the
    /// purpose uses.
    public var categories: [DataCategory]?
    /// How it was collected.
    public var method: CollectionMethod?
    /// Where it came in.
    public var channel: ConsentChannel?
    /// Under which law, as an ISO 3166 code.
    public var jurisdiction: String?
    /// Until when a consent holds; nil for no end.
    public var validUntil: Instant?
    /// Who answered for the person.
    public var onBehalf: Representation?
    /// What was found out about the age. A purpose that is offered to children needs it, and one that has such a part.
    public var age: AgeAssurance?
    /// What proves the answer. It is sealed under the person's key and goes with it.
    public var evidence: Sensitive<[UInt8]>?

    /// Circumstances of which nothing is told but what is given.
    public init(
        occurredAt: Instant? = nil, timeSource: TimeSource? = nil, categories: [DataCategory]? = nil,
        method: CollectionMethod? = nil, channel: ConsentChannel? = nil, jurisdiction: String? = nil,
        validUntil: Instant? = nil, onBehalf: Representation? = nil, age: AgeAssurance? = nil,
        evidence: Sensitive<[UInt8]>? = nil
    ) {
        self.occurredAt = occurredAt
        self.timeSource = timeSource
        self.categories = categories
        self.method = method
        self.channel = channel
        self.jurisdiction = jurisdiction
        self.validUntil = validUntil
        self.onBehalf = onBehalf
        self.age = age
        self.evidence = evidence
    }

    /// The details of an event under these circumstances.
    func details(of kind: ConsentEvent.Kind, language: String, explicit: Bool) -> ConsentDetails {
        var details = ConsentDetails()
        details.categories = categories
        details.basis = kind == .requested ? nil : explicit ? .explicitConsent : .consent
        details.method = method
        details.channel = channel
        details.language = language
        details.jurisdiction = jurisdiction
        details.validUntil = kind.givesConsent ? validUntil : nil
        details.timeSource = timeSource
        details.onBehalf = onBehalf
        details.age = age
        return details
    }
}
