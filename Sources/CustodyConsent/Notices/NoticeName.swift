public import CustodyModel

/// Names a notice through all its editions and languages, such as `newsletter`.
public struct NoticeName: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}
