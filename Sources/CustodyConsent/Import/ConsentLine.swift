import CustodyModel

/// One line of an export: a notice or an event, in words. What it writes, ``ConsentLineReader`` reads back.
enum ConsentLine {
    /// The line of a notice.
    ///
    /// - Parameter text: its text, opened.
    static func bytes(of notice: Notice, text: [UInt8]) -> [UInt8] {
        JSONValue.record([
            "type": .text("notice"), "hash": .text(notice.hash.description), "name": notice.name.map { .text($0.rawValue) },
            "version": .text(notice.version), "language": .text(notice.language),
            "change": notice.change.map { .text($0.rawValue) }, "purposes": .texts(notice.purposes.map(\.rawValue)),
            "recordedAt": .text(notice.recordedAt.description), "text": .text(text.hex),
        ]).line + [UInt8(ascii: "\n")]
    }

    /// The line of an event.
    ///
    /// - Parameters:
    ///   - subject: what the export calls the person.
    ///   - target: the key of the event that it takes back.
    ///   - evidence: what proves it, opened.
    static func bytes(of entry: ConsentEntry, subject: String, target: Handle?, evidence: [UInt8]?) -> [UInt8] {
        let event = entry.event
        let details = event.details ?? ConsentDetails()
        let recordedAt = details.origin?.recordedAt ?? entry.recordedAt
        return JSONValue.record([
            "type": .text("event"), "key": .text(entry.key.description), "subject": .text(subject),
            "kind": .text(event.kind.rawValue), "purpose": event.purpose.map { .text($0.rawValue) },
            "notice": event.notice.map { .text($0.description) }, "explicit": event.explicit ? .bool(true) : nil,
            "occurredAt": .text(event.occurredAt.description),
            "effectiveAt": entry.effectiveAt == event.occurredAt ? nil : .text(entry.effectiveAt.description),
            "recordedAt": .text(recordedAt.description), "validUntil": details.validUntil.map { .text($0.description) },
            "categories": details.categories.map { .texts($0.map(\.rawValue)) },
            "controller": details.controller.map { .text($0.rawValue) }, "basis": details.basis.map { .text($0.rawValue) },
            "method": details.method.map { .text($0.rawValue) }, "channel": details.channel.map { .text($0.rawValue) },
            "language": details.language.map { .text($0) }, "jurisdiction": details.jurisdiction.map { .text($0) },
            "timeSource": details.timeSource.map { .text($0.rawValue) },
            "onBehalf": details.onBehalf.map(Self.value), "age": details.age.map(Self.value),
            "signal": details.signal.map { .text($0.rawValue) }, "invalidates": target.map { .text($0.description) },
            "linkedFrom": details.origin?.linkedFrom.map { .text($0.description) },
            "evidence": evidence.map { .text($0.hex) }, "actor": event.actor.map { .text($0.description) },
        ]).line + [UInt8(ascii: "\n")]
    }

    private static func value(_ representation: Representation) -> JSONValue {
        .record([
            "capacity": .text(representation.capacity.rawValue), "by": representation.by.map { .text($0.description) },
            "jointly": representation.jointly.map { .bool($0) },
        ])
    }

    private static func value(_ age: AgeAssurance) -> JSONValue {
        .record([
            "country": .text(age.country), "age": .integer(Int64(age.age)), "isYounger": .bool(age.isYounger),
        ])
    }
}
