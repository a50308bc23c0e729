public import CustodyModel

/// How long each log keeps its entries. There is no default: how long is long enough is the controller's decision.
///
/// Nothing is removed by itself when the time is over: see ``AuditSink/stage(pruning:in:)``.
public struct LogRetention: Hashable, Sendable, Codable {
    /// How long consent, erasure, policies, keys, incidents, exports and changes are kept as evidence.
    public var evidence: RetentionClass.Period
    /// How long it is kept who looked at what.
    public var access: RetentionClass.Period

    /// How long each log keeps its entries.
    public init(evidence: RetentionClass.Period, access: RetentionClass.Period) {
        self.evidence = evidence
        self.access = access
    }

    /// How long a log keeps its entries.
    public subscript(_ log: AuditLog) -> RetentionClass.Period {
        switch log {
        case .evidence: evidence
        case .access: access
        }
    }

    /// What cannot be right about it.
    public var faults: [String] {
        AuditLog.allCases.compactMap { log in
            let count =
                switch self[log] {
                case .days(let count), .months(let count), .years(let count): count
                }
            return count > 0 && count < 1 << 20 ? nil : "the \(log.rawValue) log has to be kept for some time, not for \(count)"
        }
    }
}
