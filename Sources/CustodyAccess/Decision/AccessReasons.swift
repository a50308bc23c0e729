/// Several reasons at once, without an allocation.
public struct AccessReasons: OptionSet, Hashable, Sendable, CustomStringConvertible, ExpressibleByArrayLiteral {
    /// One bit a reason.
    public let rawValue: UInt64

    /// A set from its bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The set of these reasons.
    public init(_ reasons: some Sequence<AccessReason>) { rawValue = reasons.reduce(0) { $0 | $1.bit } }

    /// The set of one reason.
    public init(_ reason: AccessReason) { rawValue = reason.bit }

    /// Whether the reason is in the set.
    public func contains(_ reason: AccessReason) -> Bool { rawValue & reason.bit != 0 }

    /// Adds a reason.
    public mutating func insert(_ reason: AccessReason) { self = AccessReasons(rawValue: rawValue | reason.bit) }

    /// The reasons, the weightiest first: who asks, then what the policy says, then what the person says, then the data.
    public var all: [AccessReason] { Self.order.filter(contains) }

    /// The weightiest reason; nil when there is none.
    public var main: AccessReason? { Self.order.first(where: contains) }

    /// All cases, once: the list that the compiler makes is made anew each time.
    private static let order = AccessReason.allCases

    /// The codes, the weightiest first.
    public var description: String { all.map(\.rawValue).joined(separator: ", ") }
}
