/// Raw bytes that encode as one byte string, not as a list of numbers.
public struct Bytes: Hashable, Sendable, Codable {
    /// The bytes themselves.
    public var array: [UInt8]

    /// Wraps the bytes.
    public init(_ array: [UInt8]) {
        self.array = array
    }

    /// By the bytes, all at once.
    public func hash(into hasher: inout Hasher) { array.withUnsafeBytes { hasher.combine(bytes: $0) } }

    /// How many bytes there are.
    public var count: Int { array.count }

    /// Lower-case hexadecimal, two digits a byte.
    public var hex: String { array.hex }

    /// Reads a byte string; the CBOR decoder answers it without this call, any other coder as hexadecimal text.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let bytes = [UInt8](hex: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected an even number of hexadecimal digits"))
        }
        array = bytes
    }

    /// Writes hexadecimal text; the CBOR encoder writes a byte string without this call.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

extension Bytes: ExpressibleByArrayLiteral {
    /// `[1, 2, 3]`
    public init(arrayLiteral elements: UInt8...) {
        array = elements
    }
}

extension Sequence<UInt8> {
    /// Lower-case hexadecimal, two digits a byte.
    public var hex: String {
        var text: [UInt8] = []
        for byte in self {
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static var digits: [UInt8] { Array("0123456789abcdef".utf8) }
}

extension [UInt8] {
    /// Bytes from hexadecimal text of either case; nil when a character is no digit or the count is odd.
    public init?(hex: some StringProtocol) {
        var nibbles: [UInt8] = []
        nibbles.reserveCapacity(hex.utf8.count)
        for character in hex.utf8 {
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): nibbles.append(character - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): nibbles.append(character - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): nibbles.append(character - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        guard nibbles.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }

    /// Appends an integer, most significant byte first.
    @inlinable
    public mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
