public import CustodyModel

/// That events were lost, and how many: a log that missed something says so itself.
public struct AuditGap: Hashable, Sendable, Codable {
    /// How many events were not recorded.
    public var dropped: UInt64
    /// When the first of them happened.
    public var from: Instant
    /// When the last of them happened.
    public var to: Instant

    static let tag: UInt8 = 4

    /// A gap from its parts.
    public init(dropped: UInt64, from: Instant, to: Instant) { (self.dropped, self.from, self.to) = (dropped, from, to) }

    var isWellFormed: Bool { dropped > 0 && from <= to }

    /// `04 || dropped u64 || from u64 || to u64`
    var body: [UInt8] {
        var bytes = [Self.tag]
        bytes.append(bigEndian: dropped)
        bytes.append(bigEndian: from.milliseconds)
        bytes.append(bigEndian: to.milliseconds)
        return bytes
    }

    init(reader: inout ByteReader) throws(AuditError) {
        guard try reader.byte() == Self.tag else { throw reader.failure("no gap") }
        dropped = try reader.integer()
        from = Instant(milliseconds: try reader.integer())
        to = Instant(milliseconds: try reader.integer())
    }
}
