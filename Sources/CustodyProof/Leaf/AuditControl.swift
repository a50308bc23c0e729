public import CustodyModel

/// What a leaf says beyond its fixed fields when it governs the log itself.
public enum AuditControl: Hashable, Sendable {
    /// Subjects were erased.
    case erasure(AuditErasure)
    /// Entries whose retention ended were removed.
    case prune(AuditPrune)
    /// The key that signs the log was replaced.
    case rotation(AuditRotation)
    /// Events were lost.
    case gap(AuditGap)
    /// The store was put back from a backup.
    case restoration(AuditRestoration)
    /// Names got their numbers. They stand in the leaf, so that the tree vouches for what every other leaf's numbers mean.
    case vocabulary([AuditRegistration])
    /// A body of a later version, kept as it is so that older readers still verify the log.
    case other(tag: UInt8, body: Bytes)

    var bytes: [UInt8] {
        switch self {
        case .erasure(let erasure): erasure.body
        case .prune(let prune): prune.body
        case .rotation(let rotation): rotation.body
        case .gap(let gap): gap.body
        case .restoration(let restoration): restoration.body
        case .vocabulary(let registrations): AuditRegistration.body(of: registrations)
        case .other(let tag, let body): [tag] + body.array
        }
    }

    private static let knownTags = [
        AuditErasure.tag, AuditPrune.tag, AuditRotation.tag, AuditGap.tag, AuditRestoration.tag, AuditCategories.bodyTag,
        AuditRegistration.tag,
    ]

    package var isWellFormed: Bool {
        guard bytes.count <= AuditLeaf.maximumBodyLength else { return false }
        switch self {
        case .erasure(let erasure): return erasure.isWellFormed
        case .prune(let prune): return prune.isWellFormed
        case .rotation(let rotation): return rotation.isWellFormed
        case .gap(let gap): return gap.isWellFormed
        case .restoration, .vocabulary: return true
        case .other(let tag, _): return !Self.knownTags.contains(tag)
        }
    }

    init(reader: inout ByteReader) throws(AuditError) {
        var ahead = reader
        switch try ahead.byte() {
        case AuditErasure.tag: self = .erasure(try AuditErasure(reader: &reader))
        case AuditPrune.tag: self = .prune(try AuditPrune(reader: &reader))
        case AuditRotation.tag: self = .rotation(try AuditRotation(reader: &reader))
        case AuditGap.tag: self = .gap(try AuditGap(reader: &reader))
        case AuditRestoration.tag: self = .restoration(try AuditRestoration(reader: &reader))
        case AuditRegistration.tag: self = .vocabulary(try AuditRegistration.read(&reader))
        case AuditCategories.bodyTag: throw reader.failure("a list of categories stands where a control body belongs")
        case let tag:
            self = .other(tag: tag, body: Bytes(ahead.takeRest()))
            reader = ahead
        }
    }
}
