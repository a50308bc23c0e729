import CustodyModel

// A record is read with every decision about its person. This form is read in a tenth of the time that CBOR takes.

extension StoredRecord: RowValue {
    /// Tells this form from CBOR, of which a record is a map. What does not fit it is written as CBOR.
    private static let form: UInt8 = 1
    private static let hasSource: UInt8 = 1
    private static let hasOrigin: UInt8 = 2

    /// `form || id || subject || name || schema version || version || receipt || collected || n purposes || source? || origin? || n fields`
    package func encodedRow() throws -> [UInt8] {
        do { return try compactRow() } catch is RowError { return try CBOR.encode(self) }
    }

    private func compactRow() throws -> [UInt8] {
        var writer = RowWriter(capacity: 128 + fields.count * 192)
        writer.integer(Self.form)
        writer.handle(id.handle)
        writer.handle(subject.handle)
        try writer.text(name.rawValue)
        writer.integer(Int64(schemaVersion))
        writer.integer(Int64(version))
        writer.integer(receipt.rawValue)
        writer.instant(collectedAt)
        try writer.count(purposes.count)
        for purpose in purposes { try writer.text(purpose.rawValue) }
        let flags: UInt8 = (source == nil ? 0 : Self.hasSource) | (origin == nil ? 0 : Self.hasOrigin)
        writer.integer(flags)
        try source?.write(to: &writer)
        if let origin { writer.handle(origin.handle) }
        try writer.count(fields.count)
        for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
            try writer.text(name.rawValue)
            try field.write(to: &writer)
        }
        return writer.bytes
    }

    package init(row: [UInt8]) throws {
        guard var reader = RowReader(row, form: Self.form) else {
            self = try CBOR.decode(Self.self, from: row)
            return
        }
        self.init(
            id: RecordID(try reader.handle()), subject: SubjectToken(try reader.handle()), name: RecordName(try reader.text()),
            schemaVersion: Int(try reader.integer(Int64.self)), version: Int(try reader.integer(Int64.self)), purposes: [],
            fields: [:], receipt: CommitSequence(rawValue: try reader.integer()), collectedAt: try reader.instant())
        for _ in 0..<(try reader.integer(UInt16.self)) { purposes.append(Purpose(try reader.text())) }
        let flags = try reader.integer(UInt8.self)
        guard flags & ~(Self.hasSource | Self.hasOrigin) == 0 else { throw RowError("a record cannot be read") }
        if flags & Self.hasSource != 0 { source = try SealedValue(reader: &reader) }
        if flags & Self.hasOrigin != 0 { origin = BlindIndex(try reader.handle()) }
        let count = Int(try reader.integer(UInt16.self))
        fields.reserveCapacity(min(count, 64))
        for _ in 0..<count { fields[FieldName(try reader.text())] = try StoredField(reader: &reader) }
        guard reader.isAtEnd, fields.count == count else { throw RowError("a record cannot be read") }
    }
}

extension StoredField {
    private static let expires: UInt8 = 1
    private static let verified: UInt8 = 2
    private static let kept: UInt8 = 4

    /// `flags || category || value || [expires] || [verified] || [ground]`
    fileprivate func write(to writer: inout RowWriter) throws {
        var flags: UInt8 = expiresAt == nil ? 0 : Self.expires
        if verifiedAt != nil { flags |= Self.verified }
        if keptFor != nil { flags |= Self.kept }
        writer.integer(flags)
        try writer.text(category.rawValue)
        try value.write(to: &writer)
        if let expiresAt { writer.instant(expiresAt) }
        if let verifiedAt { writer.instant(verifiedAt) }
        if let keptFor { try writer.text(keptFor.rawValue) }
    }

    fileprivate init(reader: inout RowReader) throws {
        let flags = try reader.integer(UInt8.self)
        guard flags & ~(Self.expires | Self.verified | Self.kept) == 0 else { throw RowError("a field cannot be read") }
        let category = DataCategory(try reader.text())
        self.init(value: try SealedValue(reader: &reader), category: category)
        if flags & Self.expires != 0 { expiresAt = try reader.instant() }
        if flags & Self.verified != 0 { verifiedAt = try reader.instant() }
        if flags & Self.kept != 0 { keptFor = KeepingGround(try reader.text()) }
    }
}

extension SealedValue {
    /// `owner || class || key version || box`
    func write(to writer: inout RowWriter) throws {
        writer.handle(key.owner)
        writer.integer(key.keyClass.rawValue)
        writer.integer(keyVersion)
        try writer.content(box.array)
    }

    init(reader: inout RowReader) throws {
        let key = KeyID(try reader.handle(), KeyClass(rawValue: try reader.integer()))
        self.init(key: key, keyVersion: try reader.integer(), box: try reader.content())
    }
}
