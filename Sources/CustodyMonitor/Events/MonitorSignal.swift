public import CustodyModel

/// Something that another system noticed: an intrusion detection, a check of the log. It comes in by the same door as events and
/// is raised as an alert.
public struct MonitorSignal: Hashable, Sendable {
    /// What was noticed.
    public enum Kind: Hashable, Sendable {
        /// Verification found that the log is not what was written.
        case logDamaged
        /// More of the log rests on no independent checkpoint than may.
        case logUnanchored
        /// What an entry said is missing and no erasure accounts for it.
        case payloadMissing
        /// What a system outside noticed, by its own name and severity.
        case external(name: String, severity: Severity)
    }

    /// What was noticed.
    public var kind: Kind
    /// When.
    public var time: Instant
    /// Stands for who acted; zero for nobody.
    public var actor: Handle
    /// The commits that show it.
    public var evidence: [CommitSequence]

    /// A signal from its parts.
    public init(_ kind: Kind, at time: Instant, actor: Handle = .zero, evidence: [CommitSequence] = []) {
        self.kind = kind
        self.time = time
        self.actor = actor
        self.evidence = evidence
    }
}
