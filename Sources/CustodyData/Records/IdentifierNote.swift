public import CustodyModel

/// What is kept beside an entry of the blind index, so that the entry can be written anew under another key.
public struct IdentifierNote: Hashable, Sendable, Codable {
    /// Under which version of the index key the entry was made.
    public var version: UInt8
    /// Which kind of identifier it is.
    public var field: IdentifierField
    /// A keyed digest of the identifier, sealed under a key of whom it stands for: it goes with them.
    public var name: SealedValue

    /// A note from its parts.
    public init(version: UInt8, field: IdentifierField, name: SealedValue) {
        self.version = version
        self.field = field
        self.name = name
    }

    private enum CodingKeys: String, CodingKey {
        case version = "v"
        case field = "f"
        case name = "n"
    }
}

/// One entry of the blind index.
public struct BoundIdentifier: Hashable, Sendable, Codable {
    /// The identifier's keyed digest.
    public var index: BlindIndex
    /// Whom it stands for.
    public var handle: Handle
    /// What is kept beside it; nil when nothing is, and then it stays under the key it was made under.
    public var note: IdentifierNote?

    /// An entry from its parts.
    public init(_ index: BlindIndex, of handle: Handle, noting note: IdentifierNote?) {
        self.index = index
        self.handle = handle
        self.note = note
    }
}

/// Some of the entries of the blind index.
public struct IdentifierPage: Hashable, Sendable {
    /// The entries; those of one handle stand in one page.
    public var identifiers: [BoundIdentifier]
    /// Where the next page begins; nil when this one is the last.
    public var next: UInt64?

    /// A page from its parts.
    public init(_ identifiers: [BoundIdentifier], next: UInt64?) {
        self.identifiers = identifiers
        self.next = next
    }
}
