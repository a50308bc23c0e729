import CustodyModel

// Everything that is collected is written to the journal in one of these. They give the bytes that `CBOR.encode` gives too, without
// a tree in between.

extension DataChange {
    /// The change as a backend writes it.
    func encoded() throws -> [UInt8] {
        switch self {
        case .write(let writes, let requiring):
            var writer = CBORWriter(capacity: 16 + writes.reduce(0) { $0 + $1.usualSize })
            writer.map(requiring.isEmpty ? 1 : 2)
            writer.text("write")
            writer.array(writes.count)
            for write in writes { try write.write(to: &writer) }
            if !requiring.isEmpty {
                writer.text("requiring")
                writer.value(try CBOR.encode(requiring))
            }
            return writer.bytes
        case .bind(let index, let handle, let note):
            var writer = CBORWriter(capacity: 80)
            writer.map(note == nil ? 2 : 3)
            writer.text("to")
            writer.byteString(handle.bytes)
            writer.text("bind")
            writer.byteString(index.bytes)
            try writer.field("noting", note) { $0.value(try CBOR.encode($1)) }
            return writer.bytes
        default: return try CBOR.encode(self)
        }
    }
}

extension RecordWrite {
    /// About how many bytes it takes.
    fileprivate var usualSize: Int {
        guard case .put(let record, _) = self else { return 96 }
        return record.fields.reduce(256) { $0 + 128 + $1.value.value.box.count }
    }

    fileprivate func write(to writer: inout CBORWriter) throws {
        guard case .put(let record, let expecting) = self else { return writer.value(try CBOR.encode(self)) }
        writer.map(1)
        writer.text("put")
        writer.map(expecting == nil ? 1 : 2)
        writer.text("record")
        record.write(to: &writer)
        writer.field("expecting", expecting) { $0.integer(Int64($1)) }
    }
}

extension StoredRecord {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.map(9 + (origin == nil ? 0 : 1) + (source == nil ? 0 : 1))
        writer.text("id")
        writer.byteString(id.bytes)
        writer.text("name")
        writer.text(name.rawValue)
        writer.text("fields")
        writer.map(fields.count)
        for (name, field) in fields.sorted(by: { CBORWriter.keyPrecedes($0.key.rawValue, $1.key.rawValue) }) {
            writer.text(name.rawValue)
            field.write(to: &writer)
        }
        writer.field("origin", origin) { $0.byteString($1.bytes) }
        writer.field("source", source) { $0.byteString($1.packed) }
        writer.text("receipt")
        writer.unsigned(receipt.rawValue)
        writer.text("subject")
        writer.byteString(subject.bytes)
        writer.text("version")
        writer.integer(Int64(version))
        writer.text("purposes")
        writer.array(purposes.count)
        for purpose in purposes { writer.text(purpose.rawValue) }
        writer.text("collectedAt")
        writer.instant(collectedAt)
        writer.text("schemaVersion")
        writer.integer(Int64(schemaVersion))
    }
}

extension StoredField {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.map(2 + [keptFor != nil, expiresAt != nil, verifiedAt != nil].count { $0 })
        writer.text("value")
        writer.byteString(value.packed)
        writer.field("keptFor", keptFor) { $0.text($1.rawValue) }
        writer.text("category")
        writer.text(category.rawValue)
        writer.field("expiresAt", expiresAt) { $0.instant($1) }
        writer.field("verifiedAt", verifiedAt) { $0.instant($1) }
    }
}
