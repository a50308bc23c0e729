/// A plan in force, with how often each of its rules has matched.
struct ArmedFaults {
    private let plan: FaultPlan
    private var matches: [Int]
    private(set) var injected = 0

    init(_ plan: FaultPlan = FaultPlan()) {
        self.plan = plan
        self.matches = [Int](repeating: 0, count: plan.rules.count)
    }

    /// The fault that strikes a call, if one does.
    mutating func strike(_ operation: FileOperation) -> FaultPlan.Fault? {
        for (index, rule) in plan.rules.enumerated() where rule.matches(operation) {
            matches[index] += 1
            let applies =
                switch rule.occurrence {
                case .nth(let number): matches[index] == number
                case .from(let number): matches[index] >= number
                }
            if applies {
                injected += 1
                return rule.fault
            }
        }
        return nil
    }
}
