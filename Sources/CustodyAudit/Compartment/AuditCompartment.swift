public import CustodyModel

/// What an entry says about one person, as it is stored.
///
/// It names nobody: the handle is bound into the seal and the commitment, and whoever opens it must know it.
public struct AuditCompartment: Hashable, Sendable, Codable {
    /// Its place in the entry.
    public var position: UInt8
    /// In what capacity it concerns the person.
    public var keyClass: AuditKeyClass
    /// Finds it, for those who hold the key; another value every month.
    public var reference: Handle
    /// The month of the reference and of the sealing key, `yyyymm`.
    public var month: UInt32
    /// Binds the log to the content without telling anything about it. It outlives the content, so that the rest of the entry
    /// can still be verified.
    public var commitment: Bytes
    /// 12 random bytes, the ciphertext and its 16-byte tag; nil when it was erased.
    public internal(set) var box: Bytes?
    /// The erasure that took the content.
    public internal(set) var erasedBy: AuditPlace?

    /// A compartment from its parts.
    public init(
        position: UInt8, keyClass: AuditKeyClass, reference: Handle, month: UInt32, commitment: Bytes, box: Bytes?,
        erasedBy: AuditPlace? = nil
    ) {
        self.position = position
        self.keyClass = keyClass
        self.reference = reference
        self.month = month
        self.commitment = commitment
        self.box = box
        self.erasedBy = erasedBy
    }

    private enum CodingKeys: String, CodingKey {
        case position = "i"
        case keyClass = "k"
        case reference = "r"
        case month = "m"
        case commitment = "c"
        case box = "b"
        case erasedBy = "e"
    }
}
