/// When a batch of questions ends.
public enum BatchSemantics: String, Hashable, Sendable, CaseIterable, Codable {
    /// Every question is answered.
    case executeAll = "execute_all"
    /// The first denial is the last answer.
    case denyOnFirstDeny = "deny_on_first_deny"
    /// The first permit is the last answer.
    case permitOnFirstPermit = "permit_on_first_permit"
}

extension AccessSession {
    /// Answers several requests in order. Where the semantics end it early, there are fewer answers than requests.
    public func decide(_ requests: [AccessRequest], stopping semantics: BatchSemantics = .executeAll) -> [AccessDecision] {
        var answers: [AccessDecision] = []
        answers.reserveCapacity(requests.count)
        for request in requests {
            let answer = decide(request)
            answers.append(answer)
            switch semantics {
            case .executeAll: continue
            case .denyOnFirstDeny: if !answer.isPermitted { return answers }
            case .permitOnFirstPermit: if answer.isPermitted { return answers }
            }
        }
        return answers
    }
}
