public import CustodyModel

/// How a value was found to be accurate, such as `document`.
public struct VerificationMethod: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It came from the person or from elsewhere when the record was collected.
    public static let collection: VerificationMethod = "collection"
    /// It was put right.
    public static let correction: VerificationMethod = "correction"
    /// The person was asked.
    public static let person: VerificationMethod = "person"
    /// A document was looked at.
    public static let document: VerificationMethod = "document"
    /// Another source says the same.
    public static let otherSource: VerificationMethod = "otherSource"
}
