public import CustodyLaw
public import CustodyModel

/// One step of one incident, in the form that is written and replayed. Everything computed is in it, so that replay under a
/// newer library answers the same.
public struct IncidentChange: Hashable, Sendable, Codable {
    /// What is to happen. Every text comes sealed.
    public enum Step: Hashable, Sendable, Codable {
        /// Open an incident; what is not known stays nil.
        case open(title: SealedValue, occurredAt: Instant?, detectedAt: Instant?)
        /// Record the decision since when the controller is aware of a breach. The change must name the person who decided.
        case aware(at: Instant, reason: SealedValue, duties: [OpenedDuty])
        /// Record whether it is a breach, and the risk. It opens the duties that are owed then, and closes none.
        case assess(BreachAssessment, reason: SealedValue?)
        /// It does no further harm since `at`.
        case contain(at: Instant, note: SealedValue?)
        /// A duty was met at `at`. When that is late, the reason why.
        case submit(DutyID, at: Instant, lateReason: SealedValue?)
        /// A duty is not owed, and why.
        case notRequired(DutyID, reason: SealedValue)
        /// Why a duty was met late, where that was found out afterwards.
        case explainLateness(DutyID, reason: SealedValue)
        /// A note; also on a closed incident.
        case note(SealedValue)
        /// Close it, unless something stands against it.
        case close(note: SealedValue?)
        /// Take a closed incident up again.
        case reopen(reason: SealedValue)

        // Short names on disk; renaming a case of the enum does not alter what was written.
        private enum CodingKeys: String, CodingKey {
            case open = "o"
            case aware = "a"
            case assess = "r"
            case contain = "c"
            case submit = "s"
            case notRequired = "x"
            case explainLateness = "l"
            case note = "n"
            case close = "e"
            case reopen = "u"
        }
    }

    /// Which incident.
    public var incident: IncidentID
    /// The version that the caller saw; 0 to open one. Another version refuses the change.
    public var expectedVersion: UInt64
    /// What is to happen.
    public var step: Step
    /// When it is recorded, by our clock.
    public var recordedAt: Instant
    /// Who records it; nil when no person does.
    public var actor: PrincipalToken?

    /// A change from its parts.
    public init(
        _ incident: IncidentID, expecting version: UInt64, _ step: Step, recordedAt: Instant, actor: PrincipalToken? = nil
    ) {
        self.incident = incident
        expectedVersion = version
        self.step = step
        self.recordedAt = recordedAt
        self.actor = actor
    }

    private enum CodingKeys: String, CodingKey {
        case incident = "i"
        case expectedVersion = "v"
        case step = "s"
        case recordedAt = "r"
        case actor = "p"
    }
}

extension IncidentChange.Step {
    /// The decision since when the controller is aware, with the duties of the laws.
    public static func aware(at instant: Instant, reason: SealedValue, under regimes: [Regime]) -> Self {
        .aware(at: instant, reason: reason, duties: OpenedDuty.all(awareAt: instant, under: regimes))
    }
}
