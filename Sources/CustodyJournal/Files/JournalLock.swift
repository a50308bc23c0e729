/// A held exclusive lock. It is given back by `release()`, or when the last reference to it goes.
public protocol JournalLock: AnyObject, Sendable {
    /// The locked file.
    var path: String { get }

    /// Gives the lock back; doing so again does nothing.
    func release()
}
