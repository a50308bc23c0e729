import CustodyModel

/// That the store was put back from a backup, and how far the log reached then.
public struct AuditRestoration: Hashable, Sendable {
    /// How many entries the log had in the backup.
    public var size: UInt64

    static let tag: UInt8 = 5

    /// A restoration to that size.
    public init(size: UInt64) { self.size = size }

    /// `05 || size u64`
    var body: [UInt8] {
        var bytes = [Self.tag]
        bytes.append(bigEndian: size)
        return bytes
    }

    init(reader: inout ByteReader) throws(AuditError) {
        guard try reader.byte() == Self.tag else { throw reader.failure("no restoration") }
        size = try reader.integer()
    }
}
