import Custody

/// One event of a person, without what proves it.
struct ConsentEventLine: Encodable {
    var number: Int
    var kind: String
    var purpose: Purpose?
    var occurredAt: Instant
    var recordedAt: Instant
    var notice: NoticeHash?
    var explicit: Bool
    var validUntil: Instant?
    var channel: ConsentChannel?
    var method: CollectionMethod?
    var commit: UInt64

    init(_ entry: ConsentEntry) {
        number = entry.number
        kind = entry.event.kind.rawValue
        purpose = entry.event.purpose
        occurredAt = entry.event.occurredAt
        recordedAt = entry.recordedAt
        notice = entry.event.notice
        explicit = entry.event.explicit
        validUntil = entry.event.details?.validUntil
        channel = entry.event.details?.channel
        method = entry.event.details?.method
        commit = entry.sequence.rawValue
    }

    var text: String {
        var text = "\(number) \(occurredAt) \(kind)"
        if let purpose { text += " \(purpose)" }
        if explicit { text += ", explicitly" }
        if let validUntil { text += ", until \(validUntil)" }
        if let channel { text += ", through \(channel)" }
        if let notice { text += ", notice \(notice)" }
        if recordedAt != occurredAt { text += ", recorded \(recordedAt)" }
        return text
    }
}
