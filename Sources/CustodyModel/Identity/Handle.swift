/// 16 random bytes that stand for something whose name must not be written.
public struct Handle: Hashable, Sendable, Comparable, Codable, LosslessStringConvertible {
    private var high: UInt64
    private var low: UInt64

    /// A handle from exactly 16 bytes; nil for any other count.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        // Most bytes lie together, and handles are read with everything that is.
        if let words = bytes.withContiguousStorageIfAvailable({ UnsafeRawBufferPointer($0).bigEndianWords }) {
            (high, low) = words
        } else {
            (high, low) = Array(bytes).withUnsafeBytes(\.bigEndianWords)
        }
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A handle of two numbers, as ``words`` gives them.
    package init(words: (high: UInt64, low: UInt64)) { self.init(high: words.high, low: words.low) }

    /// The 16 bytes as two numbers, the first bytes first.
    package var words: (high: UInt64, low: UInt64) { (high, low) }

    /// All zero: stands for nobody.
    public static let zero = Handle(high: 0, low: 0)

    /// A fresh random handle.
    public static func random(from source: some RandomSource) -> Handle {
        // Asked for once: the system takes longer to be asked than to answer.
        let bytes = source.bytes(16)
        return Handle(high: bytes.prefix(8).number, low: bytes.dropFirst(8).number)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        Swift.withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }

    /// 32 hexadecimal digits, lower case.
    public var description: String { bytes.hex }

    /// A handle from exactly what ``description`` prints: 32 hexadecimal digits, lower case. Nil for any other text, so that no handle
    /// has two spellings.
    public init?(_ description: String) {
        guard let bytes = [UInt8](hex: description), let handle = Handle(bytes), handle.description == description else {
            return nil
        }
        self = handle
    }

    /// By their bytes.
    public static func < (left: Handle, right: Handle) -> Bool { (left.high, left.low) < (right.high, right.low) }

    /// Reads the 16 bytes.
    public init(from decoder: any Decoder) throws {
        guard let handle = Handle(try decoder.singleValueContainer().decode(Bytes.self).array) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a handle has 16 bytes"))
        }
        self = handle
    }

    /// Writes the 16 bytes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Bytes(bytes))
    }
}

extension [UInt8] {
    /// Appends the 16 bytes of a handle.
    package mutating func append(_ handle: Handle) {
        let (high, low) = handle.words
        // At once: to append costs more than the bytes do.
        Swift.withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// Sixteen bytes as two numbers, the first bytes first.
    fileprivate var bigEndianWords: (UInt64, UInt64) {
        (
            UInt64(bigEndian: loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            UInt64(bigEndian: loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }
}
