import CustodyModel

extension AccessDecision {
    /// What is wrong with the decision as an answer to the request; nil when it is sound.
    public func fault(answering request: AccessRequest) -> String? {
        let granted = allowed.union(masked)
        if !request.categories.isSuperset(of: granted) { return "the decision grants more than was asked for" }
        if !allowed.intersection(masked).isEmpty { return "the decision grants a category both clear and masked" }
        if dropped != request.categories.subtracting(granted) { return "the decision does not say what it withholds" }
        if !reasons.contains(reason) { return "the main reason is not among the reasons" }
        if maskRules.reduce(CategoryMask.none, { $0.union($1.categories) }) != masked {
            return "the decision does not say how the masked categories are masked"
        }
        if maskRules.contains(where: { $0.keepLast < 0 }) { return "a mask keeps less than nothing" }
        switch outcome {
        case .denied:
            if !granted.isEmpty || reasons.contains(.permitted) { return "the decision denies and grants" }
        case .permitted:
            if reason != .permitted || !masked.isEmpty || !dropped.isEmpty { return "the decision permits in part only" }
        case .permittedPartly:
            if reason != .permitted || granted.isEmpty { return "the decision permits in part and grants nothing" }
            if masked.isEmpty, dropped.isEmpty { return "the decision permits all and says that it permits a part" }
        }
        return nil
    }
}
