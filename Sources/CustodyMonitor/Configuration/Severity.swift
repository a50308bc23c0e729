/// How grave an alert is, in the words of Sigma's `level`.
public enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// Worth knowing.
    case low
    /// Worth a look.
    case medium
    /// Look today.
    case high
    /// Look now.
    case critical

    /// What it adds to the score of a case.
    public var weight: Int {
        switch self {
        case .low: 1
        case .medium: 3
        case .high: 6
        case .critical: 10
        }
    }

    /// The less grave first.
    public static func < (left: Severity, right: Severity) -> Bool { left.weight < right.weight }
}
