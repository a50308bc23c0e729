/// What a sweep went through and found.
package struct SweepReport: Sendable {
    /// Crash states, faults and flips that were examined.
    package private(set) var states = 0
    /// Openings that were made to examine them.
    package var openings = 0
    /// How often each promise was held against what was seen, in the order of `Invariant.allCases`.
    package private(set) var checks = [Int](repeating: 0, count: Invariant.allCases.count)
    /// The first broken promises, at most a hundred.
    package private(set) var violations: [Violation] = []
    /// How many there were.
    package private(set) var violationCount = 0

    package init() {}

    /// How often a promise was checked.
    package func count(_ invariant: Invariant) -> Int {
        Invariant.allCases.firstIndex(of: invariant).map { checks[$0] } ?? 0
    }

    package mutating func countState() { states += 1 }

    package mutating func held(_ invariants: Invariant..., times: Int = 1) {
        for invariant in invariants {
            if let index = Invariant.allCases.firstIndex(of: invariant) { checks[index] += times }
        }
    }

    mutating func add(_ violation: Violation) {
        violationCount += 1
        if violations.count < 100 { violations.append(violation) }
    }

    package mutating func add(_ violation: Violation, _ place: String) { add(violation.inside(place)) }

    /// Adds up.
    package mutating func merge(_ other: SweepReport) {
        states += other.states
        openings += other.openings
        for index in checks.indices { checks[index] += other.checks[index] }
        for violation in other.violations where violations.count < 100 { violations.append(violation) }
        violationCount += other.violationCount
    }
}
