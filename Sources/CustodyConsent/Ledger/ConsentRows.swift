import CustodyModel

extension NoticeHash: RowKey {
    package var rowKey: [UInt8] { bytes.array }
    package init?(rowKey: [UInt8]) { self.init(rowKey) }
}

extension Notice: RowValue {}

/// A timeline as it stands in a row: the events with their commits. What the rules derive from them is derived anew.
extension ConsentTimeline: RowValue {
    private struct Written: Codable {
        var subject: SubjectToken
        var events: [Event]

        struct Event: Codable {
            var sequence: CommitSequence
            var event: ConsentEvent

            private enum CodingKeys: String, CodingKey {
                case sequence = "q"
                case event = "e"
            }
        }

        private enum CodingKeys: String, CodingKey {
            case subject = "s"
            case events = "e"
        }
    }

    package func encodedRow() throws -> [UInt8] {
        try CBOR.encode(
            Written(subject: subject, events: entries.map { Written.Event(sequence: $0.sequence, event: $0.event) }))
    }

    package init(row: [UInt8]) throws {
        let written = try CBOR.decode(Written.self, from: row)
        self.init(of: written.subject)
        for line in written.events { append(line.event, at: line.sequence) }
    }
}
