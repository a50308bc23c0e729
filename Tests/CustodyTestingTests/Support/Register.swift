import CustodyModel
import CustodyTesting

/// Cells that are written, read and compared: the store that the checkers' own tests speak about.
struct Register: SequentialModel {
    enum Operation: Hashable, Sendable {
        case write(Character, Int)
        case swap(Character, Int, for: Int)
        case read(Character)
    }

    enum Answer: Hashable, Sendable {
        case done, refused
        case value(Int?)
    }

    private var value: Int?

    static func key(of operation: Operation) -> Character {
        switch operation {
        case .write(let key, _), .swap(let key, _, _), .read(let key): key
        }
    }

    mutating func apply(_ operation: Operation) -> Answer {
        switch operation {
        case .read: return .value(value)
        case .write(_, let new): value = new
        case .swap(_, let old, let new):
            guard value == old else { return .refused }
            value = new
        }
        return .done
    }
}

extension RecordedCall where Operation == Register.Operation, Outcome == Register.Answer {
    /// A call from one time to another; open when there is no other.
    static func call(_ operation: Operation, _ invoked: UInt64, _ returned: UInt64? = nil, _ answer: Outcome = .done) -> Self {
        returned.map { Self(operation, invoked: invoked, returned: $0, outcome: answer) } ?? Self(operation, invoked: invoked)
    }

    static func read(_ key: Character, _ invoked: UInt64, _ returned: UInt64, _ value: Int?) -> Self {
        Self(.read(key), invoked: invoked, returned: returned, outcome: .value(value))
    }
}

extension RecordedCall where Operation == Register.Operation, Outcome == CommitOutcome<Register.Answer> {
    /// A write that was committed.
    static func write(_ key: Character, _ value: Int, _ invoked: UInt64, _ returned: UInt64, at place: UInt64) -> Self {
        Self(
            .write(key, value), invoked: invoked, returned: returned,
            outcome: .committed(CommitSequence(rawValue: place), .done))
    }

    /// A read as of a commit.
    static func read(_ key: Character, _ value: Int?, _ invoked: UInt64, _ returned: UInt64, at place: UInt64) -> Self {
        Self(
            .read(key), invoked: invoked, returned: returned,
            outcome: .read(at: CommitSequence(rawValue: place), .value(value)))
    }

    /// A read that names what changed the cell last.
    static func glance(_ key: Character, _ value: Int?, _ invoked: UInt64, _ returned: UInt64, at place: UInt64) -> Self {
        Self(
            .read(key), invoked: invoked, returned: returned,
            outcome: .readLastChanged(at: CommitSequence(rawValue: place), .value(value)))
    }
}
