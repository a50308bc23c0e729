import CustodyModel

// It is read and written with every identifier that begins or ceases to stand for somebody, and read in a fraction of the time that
// CBOR takes.

extension DataState.Bound: RowValue {
    /// Tells this form from CBOR, of which a row is a map. What does not fit it is written as CBOR.
    private static let form: UInt8 = 1

    /// `form || n || n × entry`
    func encodedRow() throws -> [UInt8] {
        do {
            var writer = RowWriter(capacity: 8 + entries.count * 160)
            writer.integer(Self.form)
            try writer.count(entries.count)
            for entry in entries { try entry.write(to: &writer) }
            return writer.bytes
        } catch is RowError { return try CBOR.encode(self) }
    }

    init(row: [UInt8]) throws {
        guard var reader = RowReader(row, form: Self.form) else {
            self = try CBOR.decode(Self.self, from: row)
            return
        }
        let count = Int(try reader.integer(UInt16.self))
        entries.reserveCapacity(min(count, 64))
        for _ in 0..<count { entries.append(try Entry(reader: &reader)) }
        guard reader.isAtEnd else { throw RowError("what stands for a handle cannot be read") }
    }
}

extension DataState.Bound.Entry {
    private static let noted: UInt8 = 1

    /// `index || flags || [version || field || name]`
    fileprivate func write(to writer: inout RowWriter) throws {
        writer.handle(index.handle)
        writer.integer(note == nil ? 0 : Self.noted)
        guard let note else { return }
        writer.integer(note.version)
        try writer.text(note.field.rawValue)
        try note.name.write(to: &writer)
    }

    fileprivate init(reader: inout RowReader) throws {
        self.init(index: BlindIndex(try reader.handle()))
        let flags = try reader.integer(UInt8.self)
        guard flags & ~Self.noted == 0 else { throw RowError("what stands for a handle cannot be read") }
        guard flags == Self.noted else { return }
        note = IdentifierNote(
            version: try reader.integer(), field: IdentifierField(try reader.text()), name: try SealedValue(reader: &reader))
    }
}
