import CustodyModel

/// Reads fields off bytes that anybody may have written.
struct ByteReader {
    private var rest: ArraySlice<UInt8>
    private let what: String

    init(_ bytes: [UInt8], of what: String = "leaf") { (rest, self.what) = (bytes[...], what) }

    var isAtEnd: Bool { rest.isEmpty }

    func failure(_ message: String) -> AuditError {
        AuditError(.malformed, "\(message) (byte \(rest.startIndex)); the bytes are no \(what) of this format")
    }

    mutating func take(_ count: Int) throws(AuditError) -> [UInt8] {
        guard count <= rest.count else { throw failure("the bytes end early") }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func takeRest() -> [UInt8] {
        defer { rest = rest.suffix(0) }
        return Array(rest)
    }

    mutating func byte() throws(AuditError) -> UInt8 { try integer() }

    mutating func integer<Integer: FixedWidthInteger>() throws(AuditError) -> Integer {
        try take(Integer.bitWidth / 8).reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
    }

    mutating func handle() throws(AuditError) -> Handle {
        guard let handle = Handle(try take(16)) else { throw failure("16 bytes were expected") }
        return handle
    }
}
