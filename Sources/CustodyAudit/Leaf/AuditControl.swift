public import CustodyModel

/// What a leaf says beyond its fixed fields when it governs the log itself.
public enum AuditControl: Hashable, Sendable {
    /// Subjects were erased.
    case erasure(AuditErasure)
    /// A body of a later version, kept as it is so that older readers still verify the log.
    case other(tag: UInt8, body: Bytes)

    var bytes: [UInt8] {
        switch self {
        case .erasure(let erasure): erasure.body
        case .other(let tag, let body): [tag] + body.array
        }
    }

    var isWellFormed: Bool {
        switch self {
        case .erasure(let erasure): erasure.isWellFormed
        case .other(let tag, _): tag != AuditErasure.tag && tag != AuditCategories.bodyTag
        }
    }

    init(reader: inout ByteReader) throws(AuditError) {
        var ahead = reader
        switch try ahead.byte() {
        case AuditErasure.tag: self = .erasure(try AuditErasure(reader: &reader))
        case AuditCategories.bodyTag: throw reader.failure("a list of categories stands where a control body belongs")
        case let tag:
            self = .other(tag: tag, body: Bytes(ahead.takeRest()))
            reader = ahead
        }
    }
}
