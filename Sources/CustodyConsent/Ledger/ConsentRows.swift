import CustodyModel

extension NoticeHash: RowKey {
    package var rowKey: [UInt8] { bytes.array }
    package init?(rowKey: [UInt8]) { self.init(rowKey) }
}

extension Notice: RowValue {}

/// A timeline as it stands in a row: the events with their commits. What the rules derive from them is derived anew.
extension ConsentTimeline: RowValue {
    private struct Written: Decodable {
        var subject: SubjectToken
        var events: [Event]

        struct Event: Decodable {
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

    /// The bytes that `CBOR.encode` would give for ``Written``, without a tree in between.
    package func encodedRow() throws -> [UInt8] {
        var writer = CBORWriter(capacity: 32 + entries.count * ConsentEvent.usualSize)
        writer.map(2)
        writer.text("e")
        writer.array(entries.count)
        for entry in entries {
            writer.map(2)
            writer.text("e")
            try entry.event.write(to: &writer)
            writer.text("q")
            writer.unsigned(entry.sequence.rawValue)
        }
        writer.text("s")
        writer.byteString(subject.bytes)
        return writer.bytes
    }

    package init(row: [UInt8]) throws {
        let written = try CBOR.decode(Written.self, from: row)
        self.init(of: written.subject)
        for line in written.events { append(line.event, at: line.sequence) }
    }
}
