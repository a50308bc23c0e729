import CustodyModel

/// The thresholds of a rule, for each role.
struct Thresholds {
    private let width: Int
    private var values: [Double]

    init(_ settings: RuleSettings) {
        let standard = settings.correlations.map(\.condition.threshold)
        width = standard.count
        values = Array(repeatElement(standard, count: RoleTable.capacity).joined())
    }

    /// The threshold of a condition for a role's row.
    @inline(__always)
    func callAsFunction(_ condition: Int, _ role: Int) -> Double { values[role * width + condition] }

    /// Takes the role's own thresholds into its row.
    mutating func set(_ thresholds: [Double], for row: Int) {
        for (condition, threshold) in thresholds.prefix(width).enumerated() { values[row * width + condition] = threshold }
    }
}
