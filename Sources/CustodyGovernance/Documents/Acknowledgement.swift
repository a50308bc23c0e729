public import CustodyModel

/// That somebody has read a version of a document.
public struct Acknowledgement: Hashable, Sendable, Codable {
    /// Which document.
    public var document: DocumentID
    /// Which version.
    public var version: String
    /// Who.
    public var principal: PrincipalID
    /// When.
    public var at: Instant

    /// An acknowledgement from its parts.
    public init(of document: DocumentID, version: String, by principal: PrincipalID, at: Instant) {
        self.document = document
        self.version = version
        self.principal = principal
        self.at = at
    }
}
