import CustodyModel

/// What the log says to each person of an entry: the same to everybody but for the record.
struct BulkPayload {
    private var bytes: [UInt8]
    /// Where the record's identity stands.
    private var place: Range<Int>?

    /// - Parameter treatment: nil when nothing was disclosed, of which no more is said.
    init(of treatment: Treatment?) {
        var writer = CBORWriter(capacity: 128)
        guard let treatment else {
            writer.map(0)
            bytes = writer.bytes
            return
        }
        func write(_ key: String, _ fields: some Sequence<FieldName>) {
            let sorted = fields.sorted()
            writer.text(key)
            writer.array(sorted.count)
            for field in sorted { writer.text(field.rawValue) }
        }
        writer.map(4)
        write("fields", treatment.given)
        write("masked", treatment.masked.keys)
        writer.text("record")
        writer.byteString(Handle.zero.bytes)
        place = writer.bytes.count - 16..<writer.bytes.count
        write("pseudonymised", treatment.pseudonymised)
        bytes = writer.bytes
    }

    /// The one encoding of what is said.
    func encoded(naming record: RecordID) -> [UInt8] {
        guard let place else { return bytes }
        var bytes = bytes
        bytes.replaceSubrange(place, with: record.bytes)
        return bytes
    }
}
