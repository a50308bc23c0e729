import CustodyModel

// Every grant is written twice, into the journal and into the person's row. These give the bytes that `CBOR.encode` gives too, without a
// tree in between.

extension ConsentChange {
    /// The change as a backend writes it.
    func encoded() throws -> [UInt8] {
        let (events, notices, tag): ([ConsentEvent], [Notice], String)
        switch self {
        case .append(let event, let notice): (events, notices, tag) = ([event], notice.map { [$0] } ?? [], "e")
        case .appendAll(let all, let attached): (events, notices, tag) = (all, attached, "b")
        default: return try CBOR.encode(self)
        }
        var writer = CBORWriter(capacity: 16 + events.count * ConsentEvent.usualSize)
        writer.map(1)
        writer.text(tag)
        if case .append = self {
            writer.map(1 + notices.count)
            writer.text("e")
            try events[0].write(to: &writer)
            try writer.field("n", notices.first) { $0.value(try CBOR.encode($1)) }
        } else {
            writer.map(2)
            writer.text("e")
            writer.array(events.count)
            for event in events { try event.write(to: &writer) }
            writer.text("n")
            writer.array(notices.count)
            for notice in notices { writer.value(try CBOR.encode(notice)) }
        }
        return writer.bytes
    }
}

extension ConsentEvent {
    /// How many bytes an event takes that tells little beyond its notice.
    static var usualSize: Int { 160 }

    func write(to writer: inout CBORWriter) throws {
        let given = [actor != nil, details != nil, evidence != nil, notice != nil, purpose != nil]
        writer.map(5 + given.count { $0 })
        writer.field("a", actor) { $0.byteString($1.bytes) }
        try writer.field("d", details) { try $1.write(to: &$0) }
        try writer.field("e", evidence) { $0.value(try CBOR.encode($1)) }
        writer.text("k")
        writer.text(kind.rawValue)
        writer.field("n", notice) { $0.byteString($1.bytes.array) }
        writer.text("o")
        writer.instant(occurredAt)
        writer.field("p", purpose) { $0.text($1.rawValue) }
        writer.text("r")
        writer.instant(recordedAt)
        writer.text("s")
        writer.byteString(subject.bytes)
        writer.text("x")
        writer.bool(explicit)
    }
}

extension ConsentDetails {
    fileprivate func write(to writer: inout CBORWriter) throws {
        let given = [
            age != nil, basis != nil, categories != nil, origin != nil, channel != nil, invalidates != nil, jurisdiction != nil,
            language != nil, method != nil, controller != nil, onBehalf != nil, signal != nil, timeSource != nil,
            validUntil != nil,
        ]
        writer.map(given.count { $0 })
        try writer.field("a", age) { $0.value(try CBOR.encode($1)) }
        writer.field("b", basis) { $0.text($1.rawValue) }
        writer.field("c", categories) {
            $0.array($1.count)
            for category in $1 { $0.text(category.rawValue) }
        }
        try writer.field("g", origin) { $0.value(try CBOR.encode($1)) }
        writer.field("h", channel) { $0.text($1.rawValue) }
        try writer.field("i", invalidates) { $0.value(try CBOR.encode($1)) }
        writer.field("j", jurisdiction) { $0.text($1) }
        writer.field("l", language) { $0.text($1) }
        writer.field("m", method) { $0.text($1.rawValue) }
        writer.field("o", controller) { $0.text($1.rawValue) }
        try writer.field("r", onBehalf) { $0.value(try CBOR.encode($1)) }
        writer.field("s", signal) { $0.text($1.rawValue) }
        writer.field("t", timeSource) { $0.text($1.rawValue) }
        writer.field("u", validUntil) { $0.instant($1) }
    }
}
