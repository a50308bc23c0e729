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
    /// The commit that allocated the slot.
    public let sequence: UInt64
    /// Handle, nonce, wrapped key and fingerprint, as they stand in the slot.
    private let content: [UInt8]

    private static let nonceStart = handleSize
    private static let wrappedStart = nonceStart + nonceSize
    private static let fingerprintStart = wrappedStart + wrappedSize
    /// Bytes of all four.
    static let contentSize = fingerprintStart + fingerprintSize

    /// Nil when a field does not have its length.
    public init?(
        retentionClass: UInt8, kek: UInt16, handle: [UInt8], nonce: [UInt8], wrapped: [UInt8], fingerprint: [UInt8],
        sequence: UInt64
    ) {
        guard handle.count == Self.handleSize, nonce.count == Self.nonceSize, wrapped.count == Self.wrappedSize,
            fingerprint.count == Self.fingerprintSize
        else { return nil }
        self.init(
            retentionClass: retentionClass, kek: kek, content: handle + nonce + wrapped + fingerprint, sequence: sequence)
    }

    /// Nil when the content does not have its length.
    init?(retentionClass: UInt8, kek: UInt16, content: [UInt8], sequence: UInt64) {
        guard content.count == Self.contentSize else { return nil }
        self.retentionClass = retentionClass
        self.kek = kek
        self.content = content
        self.sequence = sequence
    }

    /// The subject's random handle.
    public var handle: [UInt8] { Array(content[..<Self.nonceStart]) }
    /// The nonce of the wrapping.
    public var nonce: [UInt8] { Array(content[Self.nonceStart..<Self.wrappedStart]) }
    /// The wrapped key with its tag.
    public var wrapped: [UInt8] { Array(content[Self.wrappedStart..<Self.fingerprintStart]) }
    /// The key's fingerprint.
    public var fingerprint: [UInt8] { Array(content[Self.fingerprintStart...]) }

    /// The nonce and the wrapped key, one behind the other.
    package var combined: [UInt8] { Array(content[Self.nonceStart..<Self.fingerprintStart]) }

    /// Whether it is the key with this fingerprint of whom the handle stands for.
    package func matches(handle: [UInt8], fingerprint: [UInt8]) -> Bool {
        content[..<Self.nonceStart].elementsEqual(handle) && content[Self.fingerprintStart...].elementsEqual(fingerprint)
    }

    /// Class, key-encryption key and sequence only: neither the wrapped key nor the handle belongs in a log.
    public var description: String { "LiveKey(class \(retentionClass), kek \(kek), sequence \(sequence))" }
}
