public import CustodyModel

/// How long data is kept, by its schema and by the schedules that were recorded since: until the last of some periods is over.
public struct KeptTime: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What a period is counted from.
    public enum Start: String, Hashable, Sendable, Codable, CaseIterable {
        /// The data was collected.
        case collection
        /// The calendar year in which it was collected has ended.
        case yearEnd
        /// The person did something last.
        case lastActivity
        /// The contract with the person has ended.
        case contractEnd

        fileprivate var words: String {
            switch self {
            case .collection: "collection"
            case .yearEnd: "the end of the year"
            case .lastActivity: "the last activity"
            case .contractEnd: "the end of the contract"
            }
        }
    }

    /// A period, and what it is counted from.
    public struct Period: Hashable, Sendable, Codable {
        /// How long.
        public var length: RetentionClass.Period
        /// Counted from what.
        public var start: Start

        /// A period from its parts.
        public init(_ length: RetentionClass.Period, after start: Start) { (self.length, self.start) = (length, start) }
    }

    /// The longest period for each thing that it is counted from; empty while a purpose needs the data.
    public let periods: [Period]

    /// One period; nil while a purpose needs the data.
    init(_ period: Period?) { periods = period.map { [$0] } ?? [] }

    /// What a schema says by itself.
    init(_ retention: RetentionClass) {
        self.init(retention.period.map { Period($0, after: retention.trigger == .yearEnd ? .yearEnd : .collection) })
    }

    /// Until the last of several times is over.
    init(lastOf times: [KeptTime]) {
        guard times.allSatisfy({ !$0.isOpenEnded }) else {
            periods = []
            return
        }
        let all = times.flatMap(\.periods)
        periods = Start.allCases.compactMap { start in
            all.filter { $0.start == start }.max { $1.length.isLonger(than: $0.length) }
        }
    }

    /// Whether it is kept while a purpose needs it.
    public var isOpenEnded: Bool { periods.isEmpty }

    /// The longest of the periods; nil while a purpose needs the data. None is counted from before the collection, so that it is kept for
    /// at least so long.
    public var longest: RetentionClass.Period? { periods.map(\.length).max { $1.isLonger(than: $0) } }

    /// In words.
    public var description: String {
        guard !isOpenEnded else { return "while a purpose needs it" }
        let text = periods.map { "\($0.length) after \($0.start.words)" }.joined(separator: " or ")
        return periods.count > 1 ? "\(text), whichever ends last" : text
    }
}
