public import CustodyModel

/// What a notice says of itself, without its text: all that the rules of consent ask about one that is recorded. A ledger keeps these
/// at hand, for every consent asks.
public struct NoticeSummary: Hashable, Sendable, Codable {
    /// The hash of the exact text.
    public var hash: NoticeHash
    /// The controller's own name for this version of the text.
    public var version: String
    /// The language of the text.
    public var language: String
    /// Every purpose that the text explains.
    public var purposes: [Purpose]
    /// Which notice this is an edition of.
    public var name: NoticeName?
    /// How much it changes what people were told before.
    public var change: Notice.Change

    /// What that notice says.
    public init(_ notice: Notice) {
        hash = notice.hash
        version = notice.version
        language = notice.language
        purposes = notice.purposes
        name = notice.name
        change = notice.change ?? .material
    }

    /// Whether the notice explains the purpose: names it, or names one that stands above it.
    public func names(_ purpose: Purpose) -> Bool { purposes.contains { purpose.isWithin($0) } }

    /// Whether the other says the same of the same text. Sealing the text again gives other bytes, and neither they nor the time
    /// are part of this.
    package func agrees(with other: NoticeSummary) -> Bool {
        hash == other.hash && version == other.version && language == other.language
            && Set(purposes) == Set(other.purposes) && name == other.name && change == other.change
    }

    private enum CodingKeys: String, CodingKey {
        case hash = "h"
        case version = "v"
        case language = "l"
        case purposes = "p"
        case name = "m"
        case change = "c"
    }
}
