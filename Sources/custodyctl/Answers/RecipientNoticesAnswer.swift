import Custody

/// Who has to be told of what happened to data that they were given.
struct RecipientNoticesAnswer: Answer {
    /// One notice.
    struct Notice: Encodable {
        var id: String
        var recipient: String
        var kind: String
        var record: String
        var fields: [String]
        var since: Instant
    }

    var notices: [Notice]

    init(_ notices: [RecipientNotice]) {
        self.notices = notices.map {
            Notice(
                id: $0.id.description, recipient: $0.recipient.name, kind: $0.kind.rawValue, record: $0.name.rawValue,
                fields: $0.fields.map(\.rawValue), since: $0.since)
        }
    }

    var lines: [String] {
        notices.isEmpty
            ? ["nobody has to be told"]
            : notices.map {
                "\($0.id)  tell \(Printable.text($0.recipient)) of the \($0.kind) of \($0.record) "
                    + "(\($0.fields.joined(separator: ", "))), since \($0.since)"
            }
    }
}
