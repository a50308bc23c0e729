/// A key of a ``Table``.
package protocol RowKey: Hashable, Sendable {
    /// The bytes that tell it from every other key of the table, at most 255.
    var rowKey: [UInt8] { get }
    /// The key of those bytes; nil when there is none.
    init?(rowKey: [UInt8])
}

/// A value of a ``Table``: coded as CBOR unless it has a form of its own.
package protocol RowValue: Sendable {
    /// The bytes.
    func encodedRow() throws -> [UInt8]
    /// The value of those bytes.
    init(row: [UInt8]) throws
}

extension RowValue where Self: Codable {
    package func encodedRow() throws -> [UInt8] { try CBOR.encode(self) }
    package init(row: [UInt8]) throws { self = try CBOR.decode(Self.self, from: row) }
}

extension Handle: RowKey, RowValue {
    package var rowKey: [UInt8] { bytes }
    package init?(rowKey: [UInt8]) { self.init(rowKey) }
    package func encodedRow() throws -> [UInt8] { bytes }
    package init(row: [UInt8]) throws {
        guard let handle = Handle(row) else { throw RowError("a handle has 16 bytes") }
        self = handle
    }
}

extension HandleToken {
    package var rowKey: [UInt8] { bytes }
    package init?(rowKey: [UInt8]) {
        guard let handle = Handle(rowKey) else { return nil }
        self.init(handle)
    }
}

extension SubjectToken: RowKey {}
extension BlindIndex: RowKey {}
extension RecordID: RowKey {}
