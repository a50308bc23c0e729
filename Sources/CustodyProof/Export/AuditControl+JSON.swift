import CustodyModel

extension AuditControl {
    /// What a leaf says about the log itself, for a reader of an export.
    var json: JSONValue {
        switch self {
        case .erasure(let erasure):
            .record([
                "kind": .text("erasure"), "handles": .array(erasure.handles.map { .text($0.description) }),
                "reason": .unsigned(UInt64(erasure.reason)), "requestedAt": .text(erasure.requestedAt.description),
                "requestCommitment": .hex(erasure.requestCommitment), "erasedCount": .unsigned(UInt64(erasure.erasedCount)),
                "erasedRoot": .hex(erasure.erasedRoot),
            ])
        case .prune(let prune):
            .record([
                "kind": .text("prune"), "below": .unsigned(prune.minimumIndex), "root": .hex(prune.root),
                "oldest": .text(prune.oldest.description), "newest": .text(prune.newest.description),
                "retention": .text(prune.retention.words), "exportDigest": .hex(prune.exportDigest),
            ])
        case .rotation(let rotation):
            .record(["kind": .text("rotation"), "old": .text(rotation.old), "new": .text(rotation.new)])
        case .gap(let gap):
            .record([
                "kind": .text("gap"), "dropped": .unsigned(gap.dropped), "from": .text(gap.from.description),
                "to": .text(gap.to.description),
            ])
        case .restoration(let restoration):
            .record(["kind": .text("restoration"), "size": .unsigned(restoration.size)])
        case .vocabulary(let registrations):
            .record(["kind": .text("vocabulary"), "terms": .array(registrations.map(\.json))])
        case .other(let tag, let body):
            .record(["kind": .text("other"), "tag": .unsigned(UInt64(tag)), "body": .hex(body)])
        }
    }
}

extension AuditRegistration {
    /// The name with its kind and number.
    var json: JSONValue {
        .record(["kind": .text(term.kind.rawValue), "name": .text(term.name), "code": .unsigned(UInt64(code))])
    }
}

extension RetentionClass.Period {
    fileprivate var words: String {
        switch self {
        case .days(let count): "\(count) days"
        case .months(let count): "\(count) months"
        case .years(let count): "\(count) years"
        }
    }
}
