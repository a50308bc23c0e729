/// What a store would do if it were called by one caller at a time: the measure that a history is held to.
///
/// A value is the state of one key. Operations on different keys must not depend on each other; a store whose operations
/// do depend on each other has one key.
///
/// ```swift
/// struct Register: SequentialModel {
///     enum Operation: Hashable, Sendable { case write(String, Int), read(String) }
///     var value: Int?
///     init() {}
///     static func key(of operation: Operation) -> String {
///         switch operation { case .write(let name, _), .read(let name): name }
///     }
///     mutating func apply(_ operation: Operation) -> Int? {
///         if case .write(_, let new) = operation { value = new }
///         return value
///     }
/// }
/// ```
public protocol SequentialModel: Hashable, Sendable {
    /// What is asked of the store, reads included. Give each write something of its own, so that two are never the same.
    associatedtype Operation: Hashable & Sendable
    /// What the store answers. A refusal is an answer like any other.
    associatedtype Answer: Equatable & Sendable
    /// What operations may depend on each other through.
    associatedtype Key: Hashable & Sendable

    /// The state of a key that nothing was done to.
    init()

    /// The key that the operation reads or writes.
    static func key(of operation: Operation) -> Key

    /// Does the operation and says what it answers.
    mutating func apply(_ operation: Operation) -> Answer
}
