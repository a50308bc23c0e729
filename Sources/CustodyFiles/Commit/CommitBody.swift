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
}
