import Crypto
public import CustodyModel

/// Names a notice by its exact text: the SHA-256 of the bytes that the person was shown.
///
/// A controller must be able to show what a person consented to (GDPR Art. 7(1)); a version number alone can be reused for
/// another text, a digest cannot.
public struct NoticeHash: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// The 32 bytes of the digest.
    public let bytes: Bytes

    /// How many bytes a digest has.
    public static let byteCount = 32

    /// The hash of a text, as its exact bytes.
    public init(of text: [UInt8]) { bytes = Bytes(Array(SHA256.hash(data: text))) }

    /// A hash that was computed before; nil unless it has 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Bytes(bytes)
    }

    /// 64 hexadecimal digits.
    public var description: String { bytes.hex }

    /// By their bytes.
    public static func < (left: NoticeHash, right: NoticeHash) -> Bool {
        left.bytes.array.lexicographicallyPrecedes(right.bytes.array)
    }

    /// Reads the 32 bytes.
    public init(from decoder: any Decoder) throws {
        guard let hash = NoticeHash(try decoder.singleValueContainer().decode(Bytes.self).array) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a notice hash has \(Self.byteCount) bytes"))
        }
        self = hash
    }

    /// Writes the 32 bytes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }
}
