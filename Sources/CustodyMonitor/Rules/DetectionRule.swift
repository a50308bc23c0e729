import CustodyModel

/// A rule: what it looks at, what it remembers, and when it says something.
///
/// Rules are called for every event, one after another and never through `any`: they keep flat rows, and allocate nothing unless they
/// find something.
protocol DetectionRule {
    static var id: RuleID { get }
    /// The thresholds of each role.
    var thresholds: Thresholds { get set }

    init(_ settings: RuleSettings)

    /// Looks at an event and tells the desk what it finds.
    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk)

    /// Names every part of what it remembers, in a fixed order.
    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure)
}

extension RuleSettings {
    /// The timespan of a condition in milliseconds.
    func span(_ condition: Int) -> Int64 { correlations[condition].timespan.milliseconds }
    /// The floor of a condition.
    func floor(_ condition: Int) -> Double { correlations[condition].floor }
}
