public import CustodyModel

/// How an answer was collected, such as `form`, `api`, `oral`, `paper`. Open: a host may have others.
public struct CollectionMethod: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A form that the person filled in.
    public static let form: CollectionMethod = "form"
    /// Paper that the person signed.
    public static let paper: CollectionMethod = "paper"
    /// Said to somebody who wrote it down.
    public static let oral: CollectionMethod = "oral"
    /// A signal of the person's own software.
    public static let signal: CollectionMethod = "signal"
}

/// Where an answer came in, such as `web`, `app`, `shop`, `telephone`. Open: a host may have others.
public struct ConsentChannel: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Who says when something occurred, where it was not our own clock: `device`, `form`, `import`. Open.
public struct TimeSource: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The clock of the device that the person used.
    public static let device: TimeSource = "device"
    /// The date that the person wrote.
    public static let form: TimeSource = "form"
    /// Another system's record.
    public static let otherSystem: TimeSource = "otherSystem"
}

/// A signal that a person's software sends for them.
public struct PrivacySignal: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Global Privacy Control: do not sell, do not share, no advertising across parties.
    public static let globalPrivacyControl: PrivacySignal = "gpc"
}

/// What an answer rests on: what the person was asked to agree to, or what an objection is against.
public struct ConsentBasis: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Consent. Source: GDPR Art. 6(1)(a).
    public static let consent: ConsentBasis = "consent"
    /// Consent by a statement of its own. Source: GDPR Art. 9(2)(a), 22(2)(c), 49(1)(a).
    public static let explicitConsent: ConsentBasis = "explicitConsent"
    /// The controller's or a third party's interest, to which the person may object. Source: GDPR Art. 21(1).
    public static let legitimateInterest: ConsentBasis = "legitimateInterest"
    /// Direct marketing: an objection is absolute, nothing is weighed against it. Source: GDPR Art. 21(2), 21(3).
    public static let directMarketing: ConsentBasis = "directMarketing"
}
