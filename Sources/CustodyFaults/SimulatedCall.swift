/// A call of a ``SimulatedFileSystem`` that is about to happen.
public struct SimulatedCall: Sendable {
    /// The call.
    public let operation: FileOperation
    /// How many calls came before it.
    public let number: Int
    /// What is about to be written, when it is a write.
    public let write: PendingWrite?
    /// The disk before it.
    public let disk: SimulatedDisk
}
