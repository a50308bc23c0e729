public import CustodyModel

/// What people were told before they decided (GDPR Art. 4(11), 7(2)): stored once, found by the hash of its text.
///
/// The text comes sealed. The ledger never sees it in clear; whoever opens it can check it against ``hash``.
public struct Notice: Hashable, Sendable, Codable {
    /// The hash of the exact text.
    public var hash: NoticeHash
    /// The controller's own name for this version of the text.
    public var version: String
    /// The language of the text, as a BCP 47 tag such as `de-AT`.
    public var language: String
    /// The text, sealed by the caller.
    public var text: SealedValue
    /// Every purpose that the text explains. Consent to any other purpose cannot refer to this notice.
    public var purposes: [Purpose]
    /// When the notice was recorded; in another ledger, where it was taken over from one.
    public var recordedAt: Instant
    /// When this ledger took it over from another; nil when it was recorded here first.
    public var takenOverAt: Instant?
    /// Which notice this is an edition of; nil for one that stands alone and is never replaced.
    public var name: NoticeName?
    /// How much it changes what people were told before; nil counts as material.
    public var change: Change?

    /// How much an edition changes.
    public enum Change: String, Hashable, Sendable, Codable {
        /// Wording only: who agreed to the edition before agreed to this one.
        case minor
        /// Something that people agree to: what they agreed to before is stale.
        case material
    }

    /// A notice from its parts.
    public init(
        hash: NoticeHash, version: String, language: String, text: SealedValue, purposes: [Purpose], recordedAt: Instant,
        name: NoticeName? = nil, change: Change? = nil, takenOverAt: Instant? = nil
    ) {
        self.hash = hash
        self.version = version
        self.language = language
        self.text = text
        self.purposes = purposes
        self.recordedAt = recordedAt
        self.name = name
        self.change = change
        self.takenOverAt = takenOverAt
    }

    /// What the notice says of itself, without its text.
    public var summary: NoticeSummary { NoticeSummary(self) }

    private enum CodingKeys: String, CodingKey {
        case hash = "h"
        case version = "v"
        case language = "l"
        case text = "t"
        case purposes = "p"
        case recordedAt = "r"
        case name = "m"
        case change = "c"
        case takenOverAt = "o"
    }
}
