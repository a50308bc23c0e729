/// One call of a run, with its place in real time.
///
/// Times are those of a logical clock: one call returned before another was made exactly when its `returned` is lower than
/// the other's `invoked`. Calls that are neither before nor after each other overlapped.
public struct RecordedCall<Operation: Sendable, Outcome: Sendable>: Sendable {
    /// What was asked.
    public var operation: Operation
    /// When the call was made.
    public var invoked: UInt64
    /// When it returned; nil when it failed in doubt or was cut off: it may take effect at any later time, or never.
    public var returned: UInt64?
    /// What came back; nil exactly when `returned` is.
    public var outcome: Outcome?

    /// A call that came back.
    public init(_ operation: Operation, invoked: UInt64, returned: UInt64, outcome: Outcome) {
        self.operation = operation
        self.invoked = invoked
        self.returned = returned
        self.outcome = outcome
    }

    /// A call of which nothing came back.
    public init(_ operation: Operation, invoked: UInt64) {
        self.operation = operation
        self.invoked = invoked
    }
}
