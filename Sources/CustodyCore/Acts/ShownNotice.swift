/// The text that a person was shown before answering.
public struct ShownNotice: Hashable, Sendable {
    /// Exactly what was shown, byte for byte.
    public var text: [UInt8]
    /// The version of the text.
    public var version: String
    /// Its language, as a BCP 47 tag.
    public var language: String

    /// A notice as it was shown.
    public init(text: [UInt8], version: String, language: String) {
        self.text = text
        self.version = version
        self.language = language
    }
}
