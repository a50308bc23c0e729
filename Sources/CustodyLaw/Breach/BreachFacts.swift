/// What is known of a breach. Nil is "not known", which is neither yes nor no; nothing is assumed.
public struct BreachFacts: Hashable, Sendable, Codable {
    /// Who may have the data.
    public enum Recipients: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nobody: it was lost or exposed, and there is no sign that anybody has it.
        case nobodyKnown
        /// People who are known.
        case known
        /// Nobody knows who or how many.
        case unknown
        /// Everybody: it was published.
        case everybody
    }

    /// How the data was encrypted.
    public enum Encryption: String, Hashable, Sendable, Codable, CaseIterable {
        /// Not, or by a method that is broken.
        case none
        /// By the state of the art.
        case stateOfTheArt
    }

    /// Whether somebody unauthorised could see the data.
    public var confidentiality: Bool?
    /// Whether data was altered.
    public var integrity: Bool?
    /// Whether data could not be reached, or is gone.
    public var availability: Bool?

    /// The kinds of data that are known to be concerned.
    public var dataKinds: Set<DataKind> = []
    /// Whether these are all.
    public var dataKindsAreComplete = false
    /// How many people.
    public var people: Magnitude = .unknown
    /// Whether children or others who can hardly help themselves are among them.
    public var concernsVulnerablePeople: Bool?

    /// How the data was encrypted.
    public var encryption: Encryption?
    /// Whether the key is out of reach of whoever has the data.
    public var keyIsSafe: Bool?
    /// Whether there is another copy from which the data is whole again.
    public var hasBackup: Bool?
    /// How long the data could not be reached, in minutes; while it lasts, how long so far.
    public var outageMinutes: UInt64?
    /// Whether it can be reached again.
    public var isRestored: Bool?
    /// Whether people's health or living hangs on reaching the data in time.
    public var isVital: Bool?

    /// Who may have it.
    public var recipients: Recipients?
    /// Whether they are trusted to do as they are told: they are bound to secrecy, or have a standing with us.
    public var recipientsAreTrusted: Bool?
    /// Whether they confirmed that they gave it back or deleted it.
    public var isReturned: Bool?
    /// Whether data was taken away.
    public var wasExfiltrated: Bool?
    /// Whether it was done on purpose, to harm or to gain.
    public var isMalicious: Bool?

    /// Whether later measures make a high risk unlikely (GDPR Art. 34(3)(b)).
    public var laterMeasuresRemoveHighRisk: Bool?
    /// Whether telling everyone singly is out of proportion (GDPR Art. 34(3)(c)).
    public var tellingEachIsDisproportionate: Bool?

    /// What people answered to a law's own questions; see ``Threshold/question(_:)``.
    public var answers: [String: Bool] = [:]

    /// Nothing is known.
    public init() {}

    /// Whether whoever has the data can read it; nil when that is not known.
    public var isReadable: Bool? {
        switch (encryption, keyIsSafe) {
        case (.stateOfTheArt, true): false
        case (.none?, _), (.stateOfTheArt, false): true
        default: nil
        }
    }
}
