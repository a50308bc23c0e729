/// Writes the parts of a row one behind another, for values that are read with every decision.
package struct RowWriter {
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    // One for each type, for other modules call through a table whatever is generic here.

    package mutating func integer(_ value: UInt8) { bytes.append(value) }
    package mutating func integer(_ value: UInt16) { bytes.append(bigEndian: value) }
    package mutating func integer(_ value: UInt32) { bytes.append(bigEndian: value) }
    package mutating func integer(_ value: UInt64) { bytes.append(bigEndian: value) }
    package mutating func integer(_ value: Int64) { bytes.append(bigEndian: value) }

    package mutating func handle(_ handle: Handle) { bytes.append(handle) }

    package mutating func instant(_ instant: Instant) { integer(instant.milliseconds) }

    package mutating func content(_ content: [UInt8]) throws {
        guard let count = UInt32(exactly: content.count) else { throw RowError("a part of a row is too long") }
        integer(count)
        bytes += content
    }

    package mutating func text(_ text: String) throws {
        guard let count = UInt16(exactly: text.utf8.count) else { throw RowError("a name is too long for a row") }
        integer(count)
        bytes += text.utf8
    }

    /// How many parts follow.
    package mutating func count(_ count: Int) throws {
        guard let count = UInt16(exactly: count) else { throw RowError("a row has too many parts") }
        integer(count)
    }
}
