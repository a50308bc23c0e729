package import Crypto

/// HMAC-SHA-256 (RFC 2104) of a short message, in one go.
///
/// It is what `HMAC<SHA256>` says, in a quarter of the time: an entry of the log takes four of them for each person that it names, and the
/// generic one takes longer to get its key ready than to hash.
package enum KeyedDigest {
    private static let blockSize = 64
    private static let digestSize = 32

    /// The code of a message under a key.
    package static func code(for message: [UInt8], under key: SymmetricKey) -> SHA256.Digest {
        key.withUnsafeBytes { code(for: message, under: $0) }
    }

    /// The code of a message under a key of these bytes.
    package static func code(for message: [UInt8], under key: [UInt8]) -> SHA256.Digest {
        key.withUnsafeBytes { code(for: message, under: $0) }
    }

    private static func code(for message: [UInt8], under key: UnsafeRawBufferPointer) -> SHA256.Digest {
        // A key that is longer than a block stands for itself by its digest.
        guard key.count <= blockSize else {
            return SHA256.hash(data: Array(key)).withUnsafeBytes { code(for: message, under: $0) }
        }
        return withUnsafeTemporaryAllocation(byteCount: blockSize + max(digestSize, message.count), alignment: 8) { room in
            let content = UnsafeMutableRawBufferPointer(rebasing: room[blockSize...])
            for place in 0..<blockSize { room[place] = (place < key.count ? key[place] : 0) ^ 0x36 }
            message.withUnsafeBytes { content.copyMemory(from: $0) }
            let inner = digest(room, blockSize + message.count)
            for place in 0..<blockSize { room[place] ^= 0x36 ^ 0x5c }
            inner.withUnsafeBytes { content.copyMemory(from: $0) }
            defer { for place in 0..<blockSize { room[place] = 0 } }
            return digest(room, blockSize + digestSize)
        }
    }

    private static func digest(_ bytes: UnsafeMutableRawBufferPointer, _ count: Int) -> SHA256.Digest {
        var hash = SHA256()
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        return hash.finalize()
    }
}
