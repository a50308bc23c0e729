public import CustodyModel

/// Why the log's parts about an erased person may stay for a while.
public struct LogKeepingGround: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A law obliges to keep them. Source: GDPR Art. 17(3)(b).
    public static let legalObligation: LogKeepingGround = "legalObligation"
    /// Legal claims are established, exercised or defended. Source: GDPR Art. 17(3)(e).
    public static let legalClaims: LogKeepingGround = "legalClaims"

    /// Every ground.
    public static let all: [LogKeepingGround] = [.legalObligation, .legalClaims]
}
