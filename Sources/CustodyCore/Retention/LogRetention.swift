public import CustodyAudit
public import CustodyModel

/// How long each of the two logs keeps its entries.
///
/// Both have to be said, and there is no default: a log that nobody decided about would be kept for ever, and it is about persons
/// too. What is older may be pruned with ``Custodian/prune(_:exported:anchoring:by:)``; nothing goes by itself.
public struct LogRetention: Hashable, Sendable, Codable {
    /// Consent, erasure, policy, keys, incidents, requests, exports, changes: the proof of what was agreed and done.
    public var evidence: RetentionClass.Period
    /// Reads and denials: who looked at whose data.
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

    /// What is wrong with it, in words.
    var faults: [String] {
        AuditLog.allCases.filter { !self[$0].isLong }.map {
            "the \($0.rawValue) log is kept for \(self[$0]); give a number of days, months or years from 1 on"
        }
    }

    /// What the log records of it.
    var recorded: CBOR { .map(["evidence": .text("\(evidence)"), "access": .text("\(access)")]) }
}
