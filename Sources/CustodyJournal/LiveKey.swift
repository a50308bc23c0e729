/// The content of a ``KeySlot`` that holds a key. The key is wrapped: nothing here opens without the host's key.
public struct LiveKey: Equatable, Sendable, CustomStringConvertible {
    /// Bytes of ``handle``.
    public static let handleSize = 16
    /// Bytes of ``nonce``.
    public static let nonceSize = 12
    /// Bytes of ``wrapped``.
    public static let wrappedSize = 48
    /// Bytes of ``fingerprint``.
    public static let fingerprintSize = 32

    /// The retention class of the key.
    public let retentionClass: UInt8
    /// Which key-encryption key wrapped it.
    public let kek: UInt16
    /// The subject's random handle.
    public let handle: [UInt8]
    /// The nonce of the wrapping.
    public let nonce: [UInt8]
    /// The wrapped key with its tag.
    public let wrapped: [UInt8]
    /// The key's fingerprint.
    public let fingerprint: [UInt8]
    /// The commit that allocated the slot.
    public let sequence: UInt64

    /// Nil when a field does not have its length.
    public init?(
        retentionClass: UInt8, kek: UInt16, handle: [UInt8], nonce: [UInt8], wrapped: [UInt8], fingerprint: [UInt8],
        sequence: UInt64
    ) {
        guard handle.count == Self.handleSize, nonce.count == Self.nonceSize, wrapped.count == Self.wrappedSize,
            fingerprint.count == Self.fingerprintSize
        else { return nil }
        self.retentionClass = retentionClass
        self.kek = kek
        self.handle = handle
        self.nonce = nonce
        self.wrapped = wrapped
        self.fingerprint = fingerprint
        self.sequence = sequence
    }

    /// Class, key-encryption key and sequence only: neither the wrapped key nor the handle belongs in a log.
    public var description: String { "LiveKey(class \(retentionClass), kek \(kek), sequence \(sequence))" }
}
