public import CustodyModel

/// A step of the response to an incident. A number is a place in the list of ``IncidentResponse`` that the step is about.
public enum ResponseStep: Hashable, Sendable, Codable {
    /// Somebody gets a part.
    case assign(ResponseRole, to: SealedValue)
    /// Somebody's part ends.
    case relieve(assignment: Int)
    /// There is something to do.
    case plan([ResponseTask])
    /// A task was done.
    case finish(task: Int)
    /// A task is not needed, and why.
    case waive(task: Int, reason: SealedValue)
    /// Somebody inside must hear of it.
    case escalate([Escalation])
    /// Somebody has heard of it.
    case acknowledge(escalation: Int)
    /// A piece of evidence was collected.
    case collect(Evidence)
    /// Something was done with a piece of evidence.
    case handOver(evidence: Int, Evidence.Handover)
    /// What was learnt. The investigation is reviewed then.
    case review(IncidentReview)
    /// What is to be changed.
    case improve([ImprovementAction])
    /// A change was carried out; also after the incident was closed.
    case carryOut(action: Int)
    /// Somebody else saw that the change works; also after the incident was closed.
    case verify(action: Int)

    // Short names on disk; renaming a case of the enum does not alter what was written.
    private enum CodingKeys: String, CodingKey {
        case assign = "a"
        case relieve = "r"
        case plan = "p"
        case finish = "f"
        case waive = "w"
        case escalate = "e"
        case acknowledge = "k"
        case collect = "c"
        case handOver = "h"
        case review = "v"
        case improve = "i"
        case carryOut = "o"
        case verify = "y"
    }
}

extension ResponseStep {
    /// What kind of line it leaves.
    var kind: IncidentEvent.Kind {
        switch self {
        case .assign: .roleAssigned
        case .relieve: .roleEnded
        case .plan: .tasksPlanned
        case .finish: .taskDone
        case .waive: .taskWaived
        case .escalate: .escalated
        case .acknowledge: .acknowledged
        case .collect: .evidenceCollected
        case .handOver: .evidenceHandedOver
        case .review: .reviewed
        case .improve: .actionsPlanned
        case .carryOut: .actionCarriedOut
        case .verify: .actionVerified
        }
    }

    /// When it happened, as it is claimed.
    var time: PartialInstant? {
        switch self {
        case .collect(let evidence): evidence.custody.first?.at
        case .handOver(_, let station): station.at
        default: nil
        }
    }

    /// The reason.
    var text: SealedValue? { if case .waive(_, let reason) = self { reason } else { nil } }

    /// Whether it is taken after the incident was closed: what is changed because of it outlasts it.
    var outlastsClosing: Bool {
        switch self {
        case .carryOut, .verify: true
        default: false
        }
    }
}

extension IncidentEvent.Kind {
    /// Somebody got a part.
    public static let roleAssigned: IncidentEvent.Kind = "roleAssigned"
    /// Somebody's part ended.
    public static let roleEnded: IncidentEvent.Kind = "roleEnded"
    /// There was something to do.
    public static let tasksPlanned: IncidentEvent.Kind = "tasksPlanned"
    /// A task was done.
    public static let taskDone: IncidentEvent.Kind = "taskDone"
    /// A task was found not to be needed.
    public static let taskWaived: IncidentEvent.Kind = "taskWaived"
    /// Somebody inside had to hear of it.
    public static let escalated: IncidentEvent.Kind = "escalated"
    /// Somebody heard of it.
    public static let acknowledged: IncidentEvent.Kind = "acknowledged"
    /// A piece of evidence was collected.
    public static let evidenceCollected: IncidentEvent.Kind = "evidenceCollected"
    /// Something was done with a piece of evidence.
    public static let evidenceHandedOver: IncidentEvent.Kind = "evidenceHandedOver"
    /// Somebody wrote down what was learnt.
    public static let reviewed: IncidentEvent.Kind = "reviewed"
    /// Something was to be changed.
    public static let actionsPlanned: IncidentEvent.Kind = "actionsPlanned"
    /// A change was carried out.
    public static let actionCarriedOut: IncidentEvent.Kind = "actionCarriedOut"
    /// Somebody saw that a change works.
    public static let actionVerified: IncidentEvent.Kind = "actionVerified"
}
