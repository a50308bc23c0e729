/// The answer to a condition: unknown is neither yes nor no.
public enum Truth: UInt8, Hashable, Sendable, Comparable {
    /// It does not hold.
    case no
    /// It cannot be said.
    case unknown
    /// It holds.
    case yes

    /// Known, or not.
    public init(_ value: Bool?) {
        self =
            switch value {
            case true?: .yes
            case false?: .no
            case nil: .unknown
            }
    }

    /// The opposite; unknown stays unknown.
    public var negated: Truth {
        switch self {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }

    /// `no` before `unknown` before `yes`: the least of several is what all of them together amount to.
    public static func < (left: Truth, right: Truth) -> Bool { left.rawValue < right.rawValue }
}
