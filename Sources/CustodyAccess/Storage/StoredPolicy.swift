public import CustodyModel

/// A policy as it was adopted: its document sealed, so that the store tells nobody who holds which role.
public struct StoredPolicy: Hashable, Sendable, Codable {
    /// Its number in the order of adoption.
    public var version: PolicyVersion
    /// The digest of the document's canonical bytes: 32 bytes that tell whether two policies are the same.
    public var digest: Bytes
    /// The canonical bytes, sealed.
    public var document: SealedValue
    /// When it was adopted.
    public var adoptedAt: Instant

    /// A stored policy from its parts.
    public init(version: PolicyVersion, digest: Bytes, document: SealedValue, adoptedAt: Instant) {
        self.version = version
        self.digest = digest
        self.document = document
        self.adoptedAt = adoptedAt
    }
}
