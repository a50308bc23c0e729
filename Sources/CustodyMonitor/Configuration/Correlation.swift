/// One condition of a rule, in the field names of Sigma's correlation rules: `type`, `group-by`, `timespan`, `condition`.
///
/// Source: Sigma correlation rules specification 2.0. `floor` is ours: how much there must be before a condition counts at all.
public struct Correlation: Hashable, Sendable, Codable {
    /// What is counted.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// How many events.
        case eventCount = "event_count"
        /// How many different values of a field.
        case valueCount = "value_count"
        /// Several things in any order.
        case temporal
        /// One thing after another.
        case temporalOrdered = "temporal_ordered"
    }

    /// When it holds: `field` reaches `gte`, or is at most `lte`.
    public struct Condition: Hashable, Sendable, Codable {
        /// What is compared; each rule says what its fields are.
        public var field: String
        /// It holds from here on up.
        public var gte: Double?
        /// It holds from here on down.
        public var lte: Double?

        /// A condition from its parts.
        public init(_ field: String, gte: Double? = nil, lte: Double? = nil) {
            self.field = field
            self.gte = gte
            self.lte = lte
        }

        /// The number that is compared with.
        public var threshold: Double { gte ?? lte ?? 0 }
    }

    /// What is counted.
    public var type: Kind
    /// Over what it is counted: `actor` or `subject`.
    public var groupBy: [String]
    /// Over how long.
    public var timespan: Timespan
    /// When it holds.
    public var condition: Condition
    /// How much there must be before it counts.
    public var floor: Double

    /// A condition from its parts.
    public init(_ type: Kind, by groupBy: String = "actor", in timespan: Timespan, _ condition: Condition, floor: Double = 0) {
        self.type = type
        self.groupBy = [groupBy]
        self.timespan = timespan
        self.condition = condition
        self.floor = floor
    }

    private enum CodingKeys: String, CodingKey {
        case type, timespan, condition, floor
        case groupBy = "group-by"
    }

    /// Reads the fields; `floor` may be missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(Kind.self, forKey: .type)
        groupBy = try container.decode([String].self, forKey: .groupBy)
        timespan = try container.decode(Timespan.self, forKey: .timespan)
        condition = try container.decode(Condition.self, forKey: .condition)
        floor = try container.decodeIfPresent(Double.self, forKey: .floor) ?? 0
    }
}
