/// How likely a breach harms the people whose data it is, in the steps that the law knows (GDPR Art. 33(1), 34(1)).
public enum BreachRisk: String, Hashable, Sendable, Codable, Comparable, CaseIterable {
    /// Unlikely to result in a risk to rights and freedoms (GDPR Art. 33(1)).
    case unlikely
    /// A risk.
    case risk
    /// Likely to result in a high risk (GDPR Art. 34(1)).
    case high

    /// Lower risk first.
    public static func < (left: BreachRisk, right: BreachRisk) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .unlikely: 0
        case .risk: 1
        case .high: 2
        }
    }
}
