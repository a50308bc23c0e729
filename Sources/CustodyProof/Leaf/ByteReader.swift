package import CustodyModel

/// Reads fields off bytes that anybody may have written. A number costs no allocation.
package struct ByteReader {
    private let bytes: [UInt8]
    private var place = 0
    private let what: String

    package init(_ bytes: [UInt8], of what: String = "leaf") { (self.bytes, self.what) = (bytes, what) }

    package var isAtEnd: Bool { place == bytes.count }

    package func failure(_ message: String) -> AuditError {
        AuditError(.malformed, "\(message) (byte \(place)); the bytes are no \(what) of this format")
    }

    package mutating func take(_ count: Int) throws(AuditError) -> [UInt8] {
        guard count <= bytes.count - place else { throw failure("the bytes end early") }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    package mutating func takeRest() -> [UInt8] {
        defer { place = bytes.count }
        return Array(bytes[place...])
    }

    package mutating func byte() throws(AuditError) -> UInt8 { try integer() }

    package mutating func integer<Integer: FixedWidthInteger>() throws(AuditError) -> Integer {
        let count = MemoryLayout<Integer>.size
        guard count <= bytes.count - place else { throw failure("the bytes end early") }
        defer { place += count }
        return bytes.withUnsafeBytes { Integer(bigEndian: $0.loadUnaligned(fromByteOffset: place, as: Integer.self)) }
    }

    package mutating func handle() throws(AuditError) -> Handle {
        Handle(words: (try integer(), try integer()))
    }
}
