/// Writes the deterministic profile of ``CBOR`` piece by piece, without a tree of values.
///
/// For what is written with every commit. The caller keeps the promises of the profile: keys in their order, and as many
/// elements as were announced.
@usableFromInline
package struct CBORWriter {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    package mutating func unsigned(_ value: UInt64) { head(0, value) }

    package mutating func negative(_ value: UInt64) { head(1, value) }

    package mutating func byteString(_ content: [UInt8]) {
        head(2, UInt64(content.count))
        bytes += content
    }

    @usableFromInline
    package mutating func text(_ text: String) {
        head(3, UInt64(text.utf8.count))
        bytes += text.utf8
    }

    /// So many elements follow.
    package mutating func array(_ count: Int) { head(4, UInt64(count)) }

    /// So many keys follow, each with its value: shorter ones first, those of one length by their bytes.
    package mutating func map(_ count: Int) { head(5, UInt64(count)) }

    package mutating func bool(_ value: Bool) { bytes.append(value ? 0xf5 : 0xf4) }

    package mutating func null() { bytes.append(0xf6) }

    package mutating func double(_ value: Double) {
        let single = Float(value)
        if Double(single).bitPattern == value.bitPattern {
            bytes.append(0xfa)
            bytes.append(bigEndian: single.bitPattern)
        } else {
            bytes.append(0xfb)
            bytes.append(bigEndian: value.bitPattern)
        }
    }

    package mutating func integer(_ value: Int64) {
        if value < 0 { negative(UInt64(bitPattern: -1 - value)) } else { unsigned(UInt64(value)) }
    }

    package mutating func instant(_ instant: Instant) { integer(instant.milliseconds) }

    /// A value that is encoded already.
    package mutating func value(_ encoded: [UInt8]) { bytes += encoded }

    /// A key with its value, unless that is nil.
    @inlinable
    package mutating func field<Value>(
        _ key: String, _ value: Value?, _ write: (inout CBORWriter, Value) throws -> Void
    ) rethrows {
        guard let value else { return }
        text(key)
        try write(&self, value)
    }

    /// Whether a key stands before another. Shorter ones do because their head byte is smaller; of one length it is the content.
    package static func keyPrecedes(_ left: String, _ right: String) -> Bool {
        let (a, b) = (left.utf8.count, right.utf8.count)
        return a == b ? left.utf8.lexicographicallyPrecedes(right.utf8) : a < b
    }

    private mutating func head(_ major: UInt8, _ value: UInt64) {
        let type = major << 5
        switch value {
        case 0..<24: bytes.append(type | UInt8(value))
        case 24...0xff:
            bytes.append(type | 24)
            bytes.append(UInt8(value))
        case 0x100...0xffff:
            bytes.append(type | 25)
            bytes.append(bigEndian: UInt16(value))
        case 0x1_0000...0xffff_ffff:
            bytes.append(type | 26)
            bytes.append(bigEndian: UInt32(value))
        default:
            bytes.append(type | 27)
            bytes.append(bigEndian: value)
        }
    }
}
