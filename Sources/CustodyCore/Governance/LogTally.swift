import CustodyAudit
import CustodyGovernance
import CustodyModel

/// What the leaves of the log come to by day: one look at each, and nothing of what they seal is opened.
struct LogTally {
    /// A day and a number, packed.
    private typealias Slot = UInt64

    private var roles: [Slot: Int] = [:]
    private var purposes: [Slot: Int] = [:]
    private var denials: [Slot: Int] = [:]
    private var decisions: [Slot: Int] = [:]
    private(set) var events = 0

    /// What people decide, by the name it has in the report.
    private static let consentActions: [(action: AuditAction, name: String)] = [
        (.consentGiven, "given"), (.consentRenewed, "given"), (.consentRefused, "refused"), (.consentWithdrawn, "withdrawn"),
        (.objection, "objected"),
    ]

    /// Looks at a leaf.
    mutating func take(_ leaf: AuditLeaf) {
        events += 1
        let day = UInt64(bitPattern: Int64(leaf.time.dayAndTime.day)) << 32
        switch leaf.action {
        case .read, .collect, .correct, .share, .exportPerson:
            if leaf.decision == .deny {
                denials[day | UInt64(leaf.purpose), default: 0] += 1
            } else {
                roles[day | UInt64(leaf.role), default: 0] += 1
                purposes[day | UInt64(leaf.purpose), default: 0] += 1
            }
        case .consentGiven, .consentRenewed, .consentRefused, .consentWithdrawn, .objection:
            if leaf.decision != .deny { decisions[day | UInt64(leaf.action.rawValue), default: 0] += 1 }
        default: break
        }
    }

    /// Who used data for what.
    func access(_ vocabulary: AuditVocabulary) -> AccessUse {
        let (roleNames, purposeNames) = (vocabulary.names(.role), vocabulary.names(.purpose))
        return AccessUse(
            byRole: TimeSeries(days: Self.days(roles) { roleNames[$0] ?? "–" }),
            byPurpose: TimeSeries(days: Self.days(purposes) { purposeNames[$0] ?? "–" }),
            denied: TimeSeries(days: Self.days(denials) { purposeNames[$0] ?? "–" }), events: events)
    }

    /// What people decided.
    var consents: TimeSeries {
        TimeSeries(
            days: Self.days(decisions) { code in
                Self.consentActions.first { UInt32($0.action.rawValue) == code }?.name ?? "–"
            }, limit: 13)
    }

    private static func days(_ counts: [Slot: Int], _ name: (UInt32) -> String) -> [String: [Int64: Int]] {
        var days: [String: [Int64: Int]] = [:]
        for (slot, count) in counts {
            let day = Int64(Int32(truncatingIfNeeded: slot >> 32))
            days[name(UInt32(truncatingIfNeeded: slot)), default: [:]][day, default: 0] += count
        }
        return days
    }
}
