import Custody
import CustodyLaw

/// Requests, with what is due by when.
struct RequestAnswer: Answer {
    /// One request.
    struct Request: Encodable {
        var id: String
        var kind: String
        var law: String
        var received: Instant
        var identity: String
        var decision: String
        var execution: String
        var duplicateOf: String?
        var acknowledged: Instant?
        var acknowledgeBy: Instant?
        var due: Instant?
        var extended: Instant?
        var isClosed: Bool
        var isOverdue: Bool
        var isAcknowledgementOverdue: Bool

        init(_ request: RightsRequest, _ clock: RequestClock?) {
            id = request.id.description
            kind = request.kind.rawValue
            law = request.law.rawValue
            received = request.received
            identity = request.identity.rawValue
            decision =
                switch request.decision {
                case .none: "undecided"
                case .granted: "granted"
                case .refused(let ground): "refused (\(ground))"
                case .takenBack: "taken back"
                }
            execution = request.execution.rawValue
            duplicateOf = request.duplicateOf?.description
            acknowledged = request.acknowledged
            acknowledgeBy = clock?.acknowledgeBy
            due = clock?.due
            extended = request.extended
            isClosed = request.isClosed
            isOverdue = clock?.isOverdue ?? false
            isAcknowledgementOverdue = clock?.isAcknowledgementOverdue ?? false
        }

        var line: String {
            let state = duplicateOf.map { "duplicate of \($0)" } ?? "\(identity), \(decision), \(execution)"
            var text = "\(id)  \(kind) under \(law), received \(received): \(state)"
            if !isClosed {
                if let acknowledgeBy, acknowledged == nil {
                    text +=
                        isAcknowledgementOverdue
                        ? "; OVERDUE: acknowledge by \(acknowledgeBy)" : "; acknowledge by \(acknowledgeBy)"
                }
                if let due { text += isOverdue ? "; OVERDUE since \(due)" : "; due by \(due)" }
            }
            return isOverdue || isAcknowledgementOverdue ? Style.red.applied(to: text) : text
        }
    }

    var done: String
    var requests: [Request]

    init(done: String, _ requests: [(RightsRequest, RequestClock?)]) {
        self.done = done
        self.requests = requests.map { Request($0, $1) }
    }

    var lines: [String] {
        requests.isEmpty ? ["there are no requests"] : requests.map { done.isEmpty ? $0.line : "\(done) \($0.line)" }
    }
}
