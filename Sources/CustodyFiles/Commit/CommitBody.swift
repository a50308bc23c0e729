import CustodyModel

/// The body of a journal frame: everything that one operation changed, in every store.
struct CommitBody: Codable {
    /// One store's change.
    struct Part: Codable {
        var store: UInt8
        var change: Bytes

        private enum CodingKeys: String, CodingKey {
            case store = "s"
            case change = "c"
        }
    }

    var idempotency: Idempotency?
    var parts: [Part]

    private enum CodingKeys: String, CodingKey {
        case idempotency = "i"
        case parts = "p"
    }

    /// The bytes that `CBOR.encode` gives too, without a tree in between.
    func encoded() -> [UInt8] {
        var writer = CBORWriter(capacity: parts.reduce(64) { $0 + $1.change.count + 16 })
        writer.map(idempotency == nil ? 1 : 2)
        if let idempotency {
            writer.text("i")
            writer.map(2)
            writer.text("key")
            writer.byteString(idempotency.key.bytes)
            writer.text("request")
            writer.byteString(idempotency.request.bytes)
        }
        writer.text("p")
        writer.array(parts.count)
        for part in parts {
            writer.map(2)
            writer.text("c")
            writer.byteString(part.change.array)
            writer.text("s")
            writer.unsigned(UInt64(part.store))
        }
        return writer.bytes
    }
}
