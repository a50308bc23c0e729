import CustodyFaults
import Dispatch
import Synchronization

/// Holds one call to the disk, once it is shut, until the test lets it go on.
final class Gate: Sendable {
    /// Tells that the call has come.
    let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation
    private let isShut = Mutex(false)
    private let signal = DispatchSemaphore(value: 0)
    private let holds: @Sendable (FileOperation) -> Bool

    /// - Parameter holds: whether it is the call.
    init(_ holds: @escaping @Sendable (FileOperation) -> Bool) {
        (arrivals, arrived) = AsyncStream.makeStream()
        self.holds = holds
    }

    func shut() { isShut.withLock { $0 = true } }
    func open() { signal.signal() }

    func pass(_ operation: FileOperation) {
        guard holds(operation) else { return }
        let waits = isShut.withLock { isShut in
            defer { isShut = false }
            return isShut
        }
        guard waits else { return }
        arrived.yield()
        signal.wait()
    }
}
