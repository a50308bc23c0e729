/// A write that is about to happen.
public struct PendingWrite: Sendable {
    let inode: Int
    /// Where, in bytes from the file's start.
    public let offset: Int
    /// What.
    public let bytes: [UInt8]
}
