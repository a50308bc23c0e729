package import CustodyModel

/// Reads fields off bytes that anybody may have written. A number costs no allocation.
package struct ByteReader {
    private let bytes: [UInt8]
    private let start: Int
    private let end: Int
    private var place: Int
    private let what: String

    package init(_ bytes: [UInt8], of what: String = "leaf") { self.init(bytes, in: bytes.indices, of: what) }

    /// Reads the bytes of the range, which lies within.
    package init(_ bytes: [UInt8], in range: Range<Int>, of what: String = "leaf") {
        (self.bytes, self.what) = (bytes, what)
        (start, end, place) = (range.lowerBound, range.upperBound, range.lowerBound)
    }

    package var isAtEnd: Bool { place == end }

    /// - Parameter offset: where, from the first byte; where the reader stands when nil.
    package func failure(_ message: String, at offset: Int? = nil) -> AuditError {
        AuditError(
            .malformed, "\(message) (byte \(offset ?? place - start)); the bytes are no \(what) of this format")
    }

    package mutating func take(_ count: Int) throws(AuditError) -> [UInt8] {
        guard count <= end - place else { throw failure("the bytes end early") }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    package mutating func takeRest() -> [UInt8] {
        defer { place = end }
        return Array(bytes[place..<end])
    }

    package mutating func byte() throws(AuditError) -> UInt8 { try integer() }

    package mutating func integer<Integer: FixedWidthInteger>() throws(AuditError) -> Integer {
        let count = MemoryLayout<Integer>.size
        guard count <= end - place else { throw failure("the bytes end early") }
        defer { place += count }
        return bytes.withUnsafeBytes { Integer(bigEndian: $0.loadUnaligned(fromByteOffset: place, as: Integer.self)) }
    }

    /// The next so many bytes as fields that stand at known places.
    package mutating func fields(_ count: Int) throws(AuditError) -> Fields {
        guard count <= end - place else { throw failure("the bytes end early") }
        defer { place += count }
        return Fields(bytes: bytes[place..<place + count])
    }

    /// Big-endian numbers at known places: each is one load, where reading one after another counts bytes.
    package struct Fields {
        fileprivate let bytes: ArraySlice<UInt8>

        /// The number at an offset.
        package subscript<Integer: FixedWidthInteger>(offset: Int) -> Integer {
            bytes.withUnsafeBytes { bytes in
                precondition(offset + MemoryLayout<Integer>.size <= bytes.count)
                return Integer(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
            }
        }

        /// So many bytes at an offset.
        package func bytes(_ count: Int, at offset: Int) -> [UInt8] {
            Array(bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + count)])
        }

        /// Whether so many words of eight bytes are zero.
        package func areZero(words count: Int, at offset: Int) -> Bool {
            (0..<count).allSatisfy { (self[offset + 8 * $0] as UInt64) == 0 }
        }
    }

    package mutating func handle() throws(AuditError) -> Handle {
        Handle(words: (try integer(), try integer()))
    }
}
