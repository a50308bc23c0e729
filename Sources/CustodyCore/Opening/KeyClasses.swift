import CustodyAudit
import CustodyModel

/// Which key seals a field: one for each retention class, and apart from it one for what is held on consent alone, so that
/// a withdrawal can end exactly that.
struct KeyClasses: Sendable {
    private var codes: [String: KeyClass] = [:]

    init() {}

    /// The classes as the log's vocabulary numbers them.
    init(_ vocabulary: AuditVocabulary) {
        for (code, name) in vocabulary.names(.retentionClass) {
            guard let offset = UInt8(exactly: code - AuditTerm.Kind.retentionClass.firstCode) else { continue }
            codes[name] = KeyClass(rawValue: KeyClass.firstRetention.rawValue &+ offset)
        }
    }

    subscript(_ retention: RetentionClass, onConsentAlone onConsentAlone: Bool) -> KeyClass? {
        codes[Self.name(retention, onConsentAlone)]
    }

    private static func name(_ retention: RetentionClass, _ onConsentAlone: Bool) -> String {
        onConsentAlone ? retention.name + "+consent" : retention.name
    }

    /// Every name that the records may need.
    static func names(in records: [RecordSchema]) -> [String] {
        records.flatMap(\.fields).flatMap { [name($0.retention, false), name($0.retention, true)] }
    }
}
