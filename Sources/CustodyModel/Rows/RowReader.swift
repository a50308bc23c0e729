/// Reads the parts of a row one behind another, each as ``RowWriter`` wrote it. The bytes were checked to be those that were
/// written, and are still believed no further than they go.
package struct RowReader {
    private let bytes: [UInt8]
    private var place = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A reader behind the byte that tells the form of a row; nil when it is another, as it is where the row is CBOR.
    package init?(_ bytes: [UInt8], form: UInt8) {
        guard bytes.first == form else { return nil }
        self.init(bytes)
        place = 1
    }

    package var isAtEnd: Bool { place == bytes.count }

    private static var cut: RowError { RowError("a row ends early") }

    // One for each type, for other modules call through a table whatever is generic here.

    package mutating func integer(_ type: UInt8.Type = UInt8.self) throws -> UInt8 { try load() }
    package mutating func integer(_ type: UInt16.Type = UInt16.self) throws -> UInt16 { try load() }
    package mutating func integer(_ type: UInt32.Type = UInt32.self) throws -> UInt32 { try load() }
    package mutating func integer(_ type: UInt64.Type = UInt64.self) throws -> UInt64 { try load() }
    package mutating func integer(_ type: Int64.Type = Int64.self) throws -> Int64 { try load() }

    private mutating func load<Integer: FixedWidthInteger>() throws -> Integer {
        let count = MemoryLayout<Integer>.size
        guard count <= bytes.count - place else { throw Self.cut }
        defer { place += count }
        return bytes.withUnsafeBytes { Integer(bigEndian: $0.loadUnaligned(fromByteOffset: place, as: Integer.self)) }
    }

    package mutating func handle() throws -> Handle { Handle(words: (try integer(), try integer())) }

    package mutating func instant() throws -> Instant { Instant(milliseconds: try integer()) }

    package mutating func content() throws -> [UInt8] {
        let count = Int(try integer(UInt32.self))
        guard count <= bytes.count - place else { throw Self.cut }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    package mutating func text() throws -> String {
        let count = Int(try integer(UInt16.self))
        guard count <= bytes.count - place else { throw Self.cut }
        defer { place += count }
        let content = bytes[place..<place + count]
        // Names mostly are ASCII, which need not be looked at any closer.
        if content.allSatisfy({ $0 < 0x80 }) { return String(decoding: content, as: UTF8.self) }
        guard let text = String(validating: content, as: UTF8.self) else { throw RowError("a text of a row is no UTF-8") }
        return text
    }
}
