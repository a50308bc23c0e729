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
        var output: [UInt8] = []
        encode(into: &output)
        return output
    }

    private func encode(into output: inout [UInt8]) {
        switch self {
        case .unsigned(let value): Self.head(0, value, into: &output)
        case .negative(let value): Self.head(1, value, into: &output)
        case .bytes(let bytes):
            Self.head(2, UInt64(bytes.count), into: &output)
            output += bytes
        case .text(let text):
            Self.head(3, UInt64(text.utf8.count), into: &output)
            output += text.utf8
        case .array(let values):
            Self.head(4, UInt64(values.count), into: &output)
            for value in values { value.encode(into: &output) }
        case .map(let values):
            Self.head(5, UInt64(values.count), into: &output)
            // Shorter keys sort first because their head byte is smaller; equal lengths sort by content.
            let keys = values.keys.sorted(by: CBOR.keyPrecedes)
            for key in keys {
                CBOR.text(key).encode(into: &output)
                values[key]?.encode(into: &output)
            }
        case .bool(let value): output.append(value ? 0xf5 : 0xf4)
        case .null: output.append(0xf6)
        case .double(let value):
            let single = Float(value)
            if Double(single).bitPattern == value.bitPattern {
                output.append(0xfa)
                output.append(bigEndian: single.bitPattern)
            } else {
                output.append(0xfb)
                output.append(bigEndian: value.bitPattern)
            }
        }
    }

    static func keyPrecedes(_ left: String, _ right: String) -> Bool {
        let (a, b) = (left.utf8.count, right.utf8.count)
        return a == b ? left.utf8.lexicographicallyPrecedes(right.utf8) : a < b
    }

    private static func head(_ major: UInt8, _ value: UInt64, into output: inout [UInt8]) {
        let type = major << 5
        switch value {
        case 0..<24: output.append(type | UInt8(value))
        case 24...0xff: output += [type | 24, UInt8(value)]
        case 0x100...0xffff:
            output.append(type | 25)
            output.append(bigEndian: UInt16(value))
        case 0x1_0000...0xffff_ffff:
            output.append(type | 26)
            output.append(bigEndian: UInt32(value))
        default:
            output.append(type | 27)
            output.append(bigEndian: value)
        }
    }
}
