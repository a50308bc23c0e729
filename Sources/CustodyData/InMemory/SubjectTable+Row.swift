import CustodyModel

// A subject's own row is read and written with every change of their records. This form is read in a fraction of the time that
// CBOR takes.

extension SubjectTable.Row: RowValue {
    /// Tells this form from CBOR, of which a row is a map.
    private static let form: UInt8 = 1
    private static let hasOthers: UInt8 = 1

    /// `form || flags || version || [last || others] || n || n × record`
    func encodedRow() throws -> [UInt8] {
        var writer = RowWriter(capacity: 24 + records.count * 16)
        writer.integer(Self.form)
        writer.integer(last == nil && others == nil ? 0 : Self.hasOthers)
        writer.integer(version.rawValue)
        if last != nil || others != nil {
            writer.integer(last ?? 0)
            writer.integer(Int64(others ?? 0))
        }
        try writer.count(records.count)
        for record in records { writer.handle(record.handle) }
        return writer.bytes
    }

    init(row: [UInt8]) throws {
        guard var reader = RowReader(row, form: Self.form) else {
            self = try CBOR.decode(Self.self, from: row)
            return
        }
        let flags = try reader.integer(UInt8.self)
        guard flags & ~Self.hasOthers == 0 else { throw RowError("a subject's row cannot be read") }
        version = CommitSequence(rawValue: try reader.integer())
        if flags & Self.hasOthers != 0 {
            last = try reader.integer(UInt32.self)
            others = Int(try reader.integer(Int64.self))
        }
        let count = Int(try reader.integer(UInt16.self))
        records.reserveCapacity(min(count, 64))
        for _ in 0..<count { records.append(RecordID(try reader.handle())) }
        guard reader.isAtEnd else { throw RowError("a subject's row cannot be read") }
    }
}
