/// What stands at a path.
public enum JournalPathStatus: Sendable, Hashable {
    /// Nothing.
    case absent
    /// A regular file of so many bytes.
    case file(size: UInt64)
    /// A directory.
    case directory
    /// Something else: a device, a pipe, a socket.
    case other
}
