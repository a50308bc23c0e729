public import CustodyModel

/// What a leaf says beyond its fixed fields when it governs the log itself.
public enum AuditControl: Hashable, Sendable {
    /// Subjects were erased.
    case erasure(AuditErasure)
    /// Names got their numbers. They stand in the leaf, so that the tree vouches for what every other leaf's numbers mean.
    case vocabulary([AuditRegistration])
    /// A body of a later version, kept as it is so that older readers still verify the log.
    case other(tag: UInt8, body: Bytes)

    var bytes: [UInt8] {
        switch self {
        case .erasure(let erasure): erasure.body
        case .vocabulary(let registrations): AuditRegistration.body(of: registrations)
        case .other(let tag, let body): [tag] + body.array
        }
    }

    var isWellFormed: Bool {
        switch self {
        case .erasure(let erasure): erasure.isWellFormed
        case .vocabulary: true
        case .other(let tag, _): ![AuditErasure.tag, AuditCategories.bodyTag, AuditRegistration.tag].contains(tag)
        }
    }

    init(reader: inout ByteReader) throws(AuditError) {
        var ahead = reader
        switch try ahead.byte() {
        case AuditErasure.tag: self = .erasure(try AuditErasure(reader: &reader))
        case AuditRegistration.tag: self = .vocabulary(try AuditRegistration.read(&reader))
        case AuditCategories.bodyTag: throw reader.failure("a list of categories stands where a control body belongs")
        case let tag:
            self = .other(tag: tag, body: Bytes(ahead.takeRest()))
            reader = ahead
        }
    }
}
