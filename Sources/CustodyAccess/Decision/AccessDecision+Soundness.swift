import CustodyModel

extension AccessDecision {
    /// What is wrong with the decision as an answer to the request; nil when it is sound.
    public func fault(answering request: AccessRequest) -> String? {
        if !request.categories.isSuperset(of: granted) { return "the decision grants more than was asked for" }
        if dropped != request.categories.subtracting(granted) { return "the decision does not say what it withholds" }
        if !reasons.contains(reason) { return "the main reason is not among the reasons" }
        if !Obligations.known.isSuperset(of: obligations) { return "the decision asks for what nobody knows" }
        if outcome != .denied, !request.supports.isSuperset(of: obligations) {
            return "the decision asks for more than the caller does"
        }
        switch outcome {
        case .denied:
            if !granted.isEmpty || reasons.contains(.permitted) { return "the decision denies and grants" }
        case .permitted:
            if reason != .permitted || allowed != request.categories { return "the decision permits in part only" }
        case .permittedPartly:
            if reason != .permitted || granted.isEmpty { return "the decision permits in part and grants nothing" }
            if allowed == request.categories { return "the decision permits all and says that it permits a part" }
        }
        return nil
    }
}
