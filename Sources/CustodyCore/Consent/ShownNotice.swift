public import CustodyConsent

/// The text that a person was shown before answering. Without a name it is whatever is on record of the text; with one it has
/// to agree with that.
public struct ShownNotice: Hashable, Sendable {
    /// Exactly what was shown, byte for byte.
    public var text: [UInt8]
    /// The version of the text.
    public var version: String
    /// Its language, as a BCP 47 tag.
    public var language: String
    /// Which notice it is an edition of; nil for one that stands alone.
    public var name: NoticeName?
    /// How much it changes what people were told before; nil counts as material, or as what is on record of the text.
    public var change: Notice.Change?

    /// A notice as it was shown.
    public init(
        text: [UInt8], version: String, language: String, name: NoticeName? = nil, change: Notice.Change? = nil
    ) {
        self.text = text
        self.version = version
        self.language = language
        self.name = name
        self.change = change
    }
}
