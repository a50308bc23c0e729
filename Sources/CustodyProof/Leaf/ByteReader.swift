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

    /// Goes on behind so many bytes.
    package mutating func skip(_ count: Int) throws(AuditError) {
        guard count <= end - place else { throw failure("the bytes end early") }
        place += count
    }

    package mutating func handle() throws(AuditError) -> Handle {
        Handle(words: (try integer(), try integer()))
    }
}
