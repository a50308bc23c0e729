/// A value of CBOR (RFC 8949) in the deterministic profile that the library writes: definite lengths, shortest
/// heads, text keys in bytewise order of their encoding, no tags.
///
/// One value has one encoding, and decoding refuses every other one. That is what makes it fit to be hashed and signed.
public enum CBOR: Hashable, Sendable {
    /// A non-negative integer.
    case unsigned(UInt64)
    /// `-1 - n`: the negative integers.
    case negative(UInt64)
    /// A byte string.
    case bytes([UInt8])
    /// Text in UTF-8.
    case text(String)
    /// A list.
    case array([CBOR])
    /// Named values.
    case map([String: CBOR])
    /// True or false.
    case bool(Bool)
    /// Nothing.
    case null
    /// A number with a fraction.
    case double(Double)

    /// The value of an integer of either sign.
    public static func integer(_ value: Int64) -> CBOR {
        value < 0 ? .negative(UInt64(bitPattern: -1 - value)) : .unsigned(UInt64(value))
    }

    /// The one encoding of the value.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout CBORWriter) {
        switch self {
        case .unsigned(let value): writer.unsigned(value)
        case .negative(let value): writer.negative(value)
        case .bytes(let bytes): writer.byteString(bytes)
        case .text(let text): writer.text(text)
        case .array(let values):
            writer.array(values.count)
            for value in values { value.write(to: &writer) }
        case .map(let values):
            writer.map(values.count)
            for entry in values.sorted(by: { CBORWriter.keyPrecedes($0.key, $1.key) }) {
                writer.text(entry.key)
                entry.value.write(to: &writer)
            }
        case .bool(let value): writer.bool(value)
        case .null: writer.null()
        case .double(let value): writer.double(value)
        }
    }
}
