/// The 128 bytes in which a wrapped key stands in the key file, big-endian:
///
///     crc4 | state1 | class1 | kek2 | handle16 | nonce12 | wrapped48 | fingerprint32 | seq8 | zero4
///
/// The checksum covers everything after it. An empty slot is all zeros. A destroyed one forgets: only checksum, state and
/// sequence remain. This is a pure codec; the bytes reach the disk as companion writes of a ``Journal``.
public enum KeySlot: Equatable, Sendable {
    /// Holds a wrapped key.
    case live(LiveKey)
    /// Held a key that was destroyed by the commit of this sequence.
    case destroyed(sequence: UInt64)

    /// What the bytes of a slot are.
    public enum Decoded: Equatable, Sendable {
        /// Never used, or zeroed.
        case empty
        /// A whole slot.
        case slot(KeySlot)
        /// Neither; the text says why and holds none of the bytes.
        case damaged(reason: String)
    }

    /// A slot's size in bytes.
    public static let size = 128
    private static let liveState: UInt8 = 1
    private static let destroyedState: UInt8 = 2

    /// The slot's bytes.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size)
        switch self {
        case .live(let key):
            bytes.append(Self.liveState)
            bytes.append(key.retentionClass)
            bytes.append(bigEndian: key.kek)
            bytes += key.handle
            bytes += key.nonce
            bytes += key.wrapped
            bytes += key.fingerprint
            bytes.append(bigEndian: key.sequence)
        case .destroyed(let sequence):
            bytes.append(Self.destroyedState)
            bytes += [UInt8](repeating: 0, count: 111)
            bytes.append(bigEndian: sequence)
        }
        bytes += [0, 0, 0, 0]
        var slot: [UInt8] = []
        slot.reserveCapacity(Self.size)
        slot.append(bigEndian: CRC32C.checksum(bytes))
        return slot + bytes
    }

    /// Reads a slot. Never traps: bytes of another length are damaged.
    public static func decode(_ bytes: [UInt8]) -> Decoded { decode(bytes[...]) }

    /// Reads a slot out of many.
    package static func decode(_ bytes: ArraySlice<UInt8>) -> Decoded {
        guard bytes.count == size else { return .damaged(reason: "\(bytes.count) bytes instead of \(size)") }
        return bytes.withUnsafeBytes { decode($0) }
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer) -> Decoded {
        if bytes.isZero(0..<size) { return .empty }
        var checksum = CRC32C()
        checksum.update(UnsafeRawBufferPointer(rebasing: bytes[4...]))
        guard checksum.value == bytes.integer(at: 0, as: UInt32.self) else {
            return .damaged(reason: "the checksum does not hold")
        }
        guard bytes.isZero(124..<128) else { return .damaged(reason: "the padding is not zero") }
        let sequence: UInt64 = bytes.integer(at: 116)
        switch bytes[4] {
        case liveState:
            let key = LiveKey(
                retentionClass: bytes[5], kek: bytes.integer(at: 6), content: Array(bytes[8..<8 + LiveKey.contentSize]),
                sequence: sequence)
            guard let key else { return .damaged(reason: "a field has the wrong length") }
            return .slot(.live(key))
        case destroyedState:
            guard bytes.isZero(5..<116) else { return .damaged(reason: "a destroyed slot still holds something") }
            return .slot(.destroyed(sequence: sequence))
        case let state:
            return .damaged(reason: "unknown state \(state)")
        }
    }
}
