import Crypto
public import CustodyModel

/// Where an entry stands in its register: by a digest of its key, and by its number among those of the key.
public struct RegisterPosition: Hashable, Sendable, Comparable {
    /// 12 bytes of the digest, and the number in 4.
    public let handle: Handle

    /// Wraps the 16 bytes.
    public init(_ handle: Handle) { self.handle = handle }

    /// The place of the entry of that number; before the first of the key when it is 0.
    public init(of key: RegisterKey, in register: RegisterName, number: UInt32) {
        let text = "custody/register/v1\0\(register)\0\(key)"
        let digest = Handle(Array(SHA256.hash(data: Array(text.utf8)).prefix(16))) ?? .zero
        self = RegisterPosition(digest).at(number)
    }

    /// The number among the entries of the key, from 1.
    public var number: UInt32 { UInt32(truncatingIfNeeded: handle.words.low) }

    /// The place of the entry of another number of the same key.
    public func at(_ number: UInt32) -> RegisterPosition {
        let (high, low) = handle.words
        return RegisterPosition(Handle(words: (high, low & ~UInt64(UInt32.max) | UInt64(number))))
    }

    /// Whether both are of one key.
    public func hasKey(of other: RegisterPosition) -> Bool { at(0) == other.at(0) }

    /// By the digest of the key, then by number.
    public static func < (left: Self, right: Self) -> Bool { left.handle < right.handle }
}
